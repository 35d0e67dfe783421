/**
 * Readings as files: what `qingce preview --json` writes and `--reading` takes.
 *
 * The invariant: a reading holds headers and fields, never the rows of a sheet.
 */
import type { Preview } from '../../contract/contract';
import type { Host } from '../../host';

/** Keeps the readings of a file where a person says; nothing where they changed their mind. */
export async function keepReading(host: Host, preview: Preview, name: string): Promise<void> {
  const out = await host.pickSave(name);
  if (out === null) return;
  await host.call('save_reading', { out, readings: preview.sheets.map((sheet) => sheet.reading) });
}

/** The text of a file of readings that a person chooses; none if they changed their mind. */
export function chooseReading(): Promise<string | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.json';
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file) void file.text().then(resolve);
      else resolve(null);
    });
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}
