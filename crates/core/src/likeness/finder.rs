//! Likely pairs among many records, without comparing every one with every other.
//!
//! Records meet over what few have: pairs of characters of their names (alone, or with the unit where many have them),
//! the whole core, an amount or an approval. Where too many have even that, neighbours by unit and amount are compared.
//!
//! The invariant: the work for one record is bounded whatever the register holds, and a pair comes out once.

use std::hash::BuildHasher;
use std::ops::Range;

use rustc_hash::FxBuildHasher;

use super::compare::compare;
use super::profile::Profile;
use super::scales::Scales;
use super::{Likeness, Relation};

/// More records than these are not told apart by what they share.
const MANY: usize = 120;
/// Records looked at for one.
const LOOKED_AT: usize = 1_500;
/// Records compared with one, those that share most first.
const COMPARED: usize = 48;
/// Neighbours compared in a large group of equal names.
const NEIGHBOURS: usize = 6;

/// Two records that may belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Place of the first record among the profiles.
    pub one: u32,
    /// Place of the second; the larger one.
    pub other: u32,
    /// What was found out about them.
    pub likeness: Likeness,
}

/// All records of a register, ready to be paired.
#[derive(Debug)]
pub struct Finder<'s> {
    scales: &'s Scales,
    profiles: Vec<Profile>,
    /// What records share, with the place of the record; sorted.
    shared: Vec<(u64, u32)>,
    /// Large groups of one core, each in the order of unit and amount.
    crowds: Vec<(u64, Vec<u32>)>,
}

/// What a search needs besides the finder; one per thread.
#[derive(Debug, Default)]
pub struct Scratch {
    counts: Vec<u16>,
    touched: Vec<u32>,
    keys: Vec<u64>,
}

impl<'s> Finder<'s> {
    /// Takes the profiles of all records, in their order.
    pub fn new(profiles: Vec<Profile>, scales: &'s Scales) -> Finder<'s> {
        let mut shared = Vec::with_capacity(profiles.len() * 12);
        let mut keys = Vec::new();
        for (place, profile) in (0u32..).zip(&profiles) {
            keys.clear();
            keys_of(profile, &mut keys);
            shared.extend(keys.iter().map(|key| (*key, place)));
        }
        shared.sort_unstable();
        shared.dedup();
        let mut finder = Finder { scales, profiles, shared, crowds: Vec::new() };
        finder.crowds = finder.gather_crowds();
        finder
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.profiles.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.profiles.is_empty()
    }

    /// The likely pairs of one record with records of a larger place.
    pub fn pairs_of(&self, place: u32, scratch: &mut Scratch, found: &mut dyn FnMut(Pair)) {
        let Scratch { counts, touched, keys } = scratch;
        counts.resize(self.profiles.len(), 0);
        let Some(profile) = self.profiles.get(place as usize) else { return };
        keys.clear();
        keys_of(profile, keys);
        let mut groups: Vec<Range<usize>> = keys.iter().map(|key| self.having(*key)).collect();
        groups.sort_by_key(|group| (group.len(), group.start));
        groups.dedup();
        let mut looked = 0;
        for group in groups.into_iter().filter(|group| group.len() <= MANY) {
            for (_, other) in self.shared[group].iter().filter(|(_, other)| *other > place) {
                let count = &mut counts[*other as usize];
                if *count == 0 {
                    touched.push(*other);
                }
                *count += 1;
                looked += 1;
            }
            if looked > LOOKED_AT {
                break;
            }
        }
        for other in self.neighbours(place, profile) {
            if counts[other as usize] == 0 {
                touched.push(other);
            }
            counts[other as usize] += 1;
        }
        touched.sort_unstable_by_key(|other| (std::cmp::Reverse(counts[*other as usize]), *other));
        for other in &touched[..touched.len().min(COMPARED)] {
            let likeness = compare(profile, &self.profiles[*other as usize], self.scales);
            if likeness.relation != Relation::Different {
                found(Pair { one: place, other: *other, likeness });
            }
        }
        touched.drain(..).for_each(|other| counts[other as usize] = 0);
    }

    /// The records that share a key, as a part of `shared`.
    fn having(&self, key: u64) -> Range<usize> {
        let from = self.shared.partition_point(|(known, _)| *known < key);
        let rest = &self.shared[from..];
        // Most groups are small: no second search over everything.
        let near = rest.iter().take(MANY + 1).take_while(|(known, _)| *known == key).count();
        if near <= MANY { from..from + near } else { from..from + rest.partition_point(|(known, _)| *known == key) }
    }

    fn gather_crowds(&self) -> Vec<(u64, Vec<u32>)> {
        let mut crowds = Vec::new();
        for group in self.shared.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > MANY) {
            let of_core =
                |place: &u32| self.profiles[*place as usize].names.iter().any(|name| core_key(name) == group[0].0);
            let mut places: Vec<u32> = group.iter().map(|(_, place)| *place).collect();
            if places.first().is_some_and(of_core) {
                let key = |place: &u32| {
                    let profile = &self.profiles[*place as usize];
                    (&profile.unit.name, profile.amount, *place)
                };
                places.sort_by(|a, b| key(a).cmp(&key(b)));
                crowds.push((group[0].0, places));
            }
        }
        crowds
    }

    /// Records next to one in its large group.
    fn neighbours(&self, place: u32, profile: &Profile) -> Vec<u32> {
        let mut found = Vec::new();
        for name in &profile.names {
            let key = core_key(name);
            let Ok(crowd) = self.crowds.binary_search_by_key(&key, |(key, _)| *key) else { continue };
            let crowd = &self.crowds[crowd].1;
            let order = |other: &u32| {
                let other_profile = &self.profiles[*other as usize];
                (&other_profile.unit.name, other_profile.amount, *other)
            };
            let own = (&profile.unit.name, profile.amount, place);
            let at = crowd.partition_point(|other| order(other) < own);
            let near = at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS + 1).min(crowd.len());
            found.extend(crowd[near].iter().filter(|other| **other > place));
        }
        found
    }
}

fn core_key(name: &super::name::Name) -> u64 {
    FxBuildHasher.hash_one((1u8, &name.core, &name.numbers))
}

/// What a record may share with others.
fn keys_of(profile: &Profile, keys: &mut Vec<u64>) {
    let hash = FxBuildHasher;
    for name in &profile.names {
        keys.push(core_key(name));
        keys.push(hash.hash_one((2u8, &profile.unit.name, &name.core)));
        for bigram in &name.bigrams {
            keys.push(hash.hash_one((3u8, bigram)));
            keys.push(hash.hash_one((4u8, bigram, &profile.unit.name)));
        }
    }
    if let Some(amount) = profile.amount {
        keys.push(hash.hash_one((5u8, amount.0)));
    }
    if profile.approval != 0 {
        keys.push(hash.hash_one((6u8, profile.approval)));
    }
    if !profile.parent.is_empty() {
        keys.push(hash.hash_one((2u8, &profile.unit.name, &profile.parent)));
    }
}
