//! The seeds say what they mean.

use rustc_hash::FxHashMap;

use super::{catalogue, layout};
use crate::reading::MatchReason;
use crate::text::fold;

#[test]
fn no_header_is_claimed_by_two_fields() {
    let mut owner: FxHashMap<String, String> = FxHashMap::default();
    for field in catalogue().fields() {
        for spelling in std::iter::once(&field.header).chain(&field.synonyms) {
            if let Some(other) = owner.insert(fold(spelling), field.key.clone()) {
                panic!("{spelling} stands under {other} and {}: a header must lead to one field", field.key);
            }
        }
    }
}

#[test]
fn every_spelling_leads_to_its_own_field() {
    for field in catalogue().fields() {
        for spelling in std::iter::once(&field.header).chain(&field.synonyms) {
            let whole = layout().header(spelling);
            let parts =
                spelling.split_once('/').map(|(group, leaf)| vec![layout().header(group), layout().header(leaf)]);
            let found = layout().candidates(&[whole]);
            let found = found.first().or(None).copied();
            let by_path = parts.and_then(|path| layout().candidates(&path).first().copied());
            let keys: Vec<_> = found.iter().chain(&by_path).map(|c| layout().facts(c.field).key.clone()).collect();
            assert_eq!(keys.first(), Some(&field.key), "{spelling} alone is {}", field.key);
            assert!(
                keys.iter().all(|key| *key == field.key),
                "{spelling} as group and leaf is {} as well: {keys:?}",
                field.key
            );
        }
    }
}

#[test]
fn no_header_of_the_catalogue_is_a_secret_or_a_serial_number() {
    for field in catalogue().fields() {
        for spelling in std::iter::once(&field.header).chain(&field.synonyms) {
            let folded = fold(spelling);
            assert!(!layout().serial.contains(&folded), "{spelling} would be dropped as a serial number");
            assert!(!layout().no_field.contains(&folded), "{spelling} cannot both be a field and none");
            assert!(
                !layout().ambiguous.contains_key(&folded) || field.synonyms.contains(spelling),
                "{spelling} decides itself"
            );
        }
    }
}

#[test]
fn ambiguous_headers_need_values() {
    for header in layout().ambiguous.keys() {
        let sure =
            layout().candidates(&[layout().header(header)]).into_iter().find(|c| c.reason == MatchReason::Decorated);
        assert!(sure.is_none(), "{header} alone must not be guessed from its words");
    }
}
