//! Whether a register lies where SQLite's write-ahead log is not safe: a network drive or one that is pulled out.
//!
//! Told from `/proc/mounts` on Linux, for network drives only. Windows is left to the issue of the window, which asks the
//! system through its own crate.

use std::path::Path;

use crate::Notice;

/// File systems of network drives.
const NETWORK: [&str; 8] = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"];
/// File systems of sticks and cards.
const REMOVABLE: [&str; 3] = ["vfat", "exfat", "fuseblk"];

/// What to tell about the place of a register.
pub(crate) fn notices(register: &Path) -> Vec<Notice> {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    let absolute = std::path::absolute(register).unwrap_or_else(|_| register.to_owned());
    let code = match file_system(&mounts, &absolute) {
        Some(kind) if NETWORK.contains(&kind) => "register_on_network_drive",
        Some(kind) if REMOVABLE.contains(&kind) => "register_on_removable_drive",
        _ => return Vec::new(),
    };
    vec![Notice { code, params: vec![("path".into(), absolute.display().to_string())] }]
}

/// The file system of the longest mount point above a path; spaces in mount points are written `\040`.
fn file_system<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let lines = mounts.lines().filter_map(|line| {
        let mut parts = line.split(' ').skip(1);
        Some((parts.next()?.replace("\\040", " "), parts.next()?))
    });
    lines.filter(|(mount, _)| path.starts_with(mount)).max_by_key(|(mount, _)| mount.len()).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_decides() {
        let mounts =
            "/dev/sda1 / ext4 rw 0 0\n//srv/x /mnt/office\\040share cifs rw 0 0\n/dev/sdb1 /media/stick vfat rw 0 0";
        let kind = |path: &str| file_system(mounts, Path::new(path));
        assert_eq!(kind("/home/a/register.db"), Some("ext4"), "an inner disk is safe");
        assert_eq!(kind("/mnt/office share/register.db"), Some("cifs"), "a share breaks the write-ahead log");
        assert_eq!(kind("/media/stick/register.db"), Some("vfat"), "a stick is pulled out");
        assert_eq!(kind("/media/sticky/register.db"), Some("ext4"), "names that only begin alike are other folders");
    }
}
