//! Whether a register lies where SQLite's write-ahead log is not safe: a network drive or one that is pulled out.
//!
//! Linux tells from `/proc/mounts`, Windows by what it calls the drive or the share. Elsewhere nothing is told.
//!
//! The invariant: a place of which nothing is known is not warned of.

use std::path::Path;

use crate::Notice;

/// A kind of drive that a register should not lie on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drive {
    Network,
    Removable,
}

/// What to tell about the place of a register.
pub(crate) fn notices(register: &Path) -> Vec<Notice> {
    let absolute = std::path::absolute(register).unwrap_or_else(|_| register.to_owned());
    let code = match system::drive(&absolute) {
        Some(Drive::Network) => "register_on_network_drive",
        Some(Drive::Removable) => "register_on_removable_drive",
        None => return Vec::new(),
    };
    vec![Notice { code, params: vec![("path".into(), absolute.display().to_string())] }]
}

#[cfg(not(windows))]
mod system {
    use std::path::Path;

    use super::Drive;

    /// File systems of network drives.
    const NETWORK: [&str; 8] = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"];
    /// File systems of sticks and cards.
    const REMOVABLE: [&str; 3] = ["vfat", "exfat", "fuseblk"];

    pub(super) fn drive(absolute: &Path) -> Option<Drive> {
        drive_in(&std::fs::read_to_string("/proc/mounts").unwrap_or_default(), absolute)
    }

    fn drive_in(mounts: &str, path: &Path) -> Option<Drive> {
        match file_system(mounts, path)? {
            kind if NETWORK.contains(&kind) => Some(Drive::Network),
            kind if REMOVABLE.contains(&kind) => Some(Drive::Removable),
            _ => None,
        }
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
            let mounts = "/dev/sda1 / ext4 rw 0 0\n//srv/x /mnt/office\\040share cifs rw 0 0\n/dev/sdb1 /media/stick vfat rw 0 0";
            let drive = |path: &str| drive_in(mounts, Path::new(path));
            assert_eq!(drive("/home/a/register.db"), None, "an inner disk is safe");
            assert_eq!(
                drive("/mnt/office share/register.db"),
                Some(Drive::Network),
                "a share breaks the write-ahead log"
            );
            assert_eq!(drive("/media/stick/register.db"), Some(Drive::Removable), "a stick is pulled out");
            assert_eq!(drive("/media/sticky/register.db"), None, "names that only begin alike are other folders");
        }
    }
}

#[cfg(windows)]
mod system {
    use std::path::{Component, Path, Prefix};

    use winsafe::{GetDriveType, co};

    use super::Drive;

    pub(super) fn drive(absolute: &Path) -> Option<Drive> {
        let Some(Component::Prefix(prefix)) = absolute.components().next() else { return None };
        match prefix.kind() {
            Prefix::UNC(..) | Prefix::VerbatimUNC(..) => Some(Drive::Network),
            Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => {
                told(GetDriveType(Some(&format!("{}:\\", char::from(letter)))))
            }
            _ => None,
        }
    }

    /// A share may have a letter of its own.
    fn told(kind: co::DRIVE) -> Option<Drive> {
        match kind {
            co::DRIVE::REMOTE => Some(Drive::Network),
            co::DRIVE::REMOVABLE => Some(Drive::Removable),
            _ => None,
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn shares_and_sticks_are_known() {
            assert_eq!(drive(Path::new(r"\\srv\office\a.db")), Some(Drive::Network), "a share by its name");
            assert_eq!(drive(Path::new(r"\\?\UNC\srv\office\a.db")), Some(Drive::Network), "written in full");
            assert_eq!(told(co::DRIVE::REMOTE), Some(Drive::Network), "a share by a letter");
            assert_eq!(told(co::DRIVE::REMOVABLE), Some(Drive::Removable), "a stick is pulled out");
            let home = std::env::temp_dir();
            assert_eq!(drive(&home), None, "the disk of {} is an inner one", home.display());
        }
    }
}
