//! Who of a team gets an opportunity: who has it already, whom the territory says, else who has the fewest.

use std::collections::BTreeMap;

/// Somebody in a team who can be given opportunities. An owner is a person's name or, where somebody wrote that, the login.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// The person's name, which an opportunity is given to.
    pub name: String,
    /// The name to sign in with.
    pub login: String,
}

impl Member {
    fn is(&self, owner: &str) -> bool {
        self.name == owner || self.login == owner
    }
}

/// How many open opportunities each owner has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Load(BTreeMap<String, u64>);

impl Load {
    /// Counts the owners of open opportunities.
    #[must_use]
    pub fn of<'a>(owners: impl IntoIterator<Item = &'a str>) -> Self {
        let mut load = Self::default();
        for owner in owners {
            *load.0.entry(owner.to_owned()).or_default() += 1;
        }
        load
    }

    /// An opportunity goes from one owner to another.
    pub fn moves(&mut self, from: &str, to: &str) {
        if let Some(before) = self.0.get_mut(from) {
            *before = before.saturating_sub(1);
        }
        *self.0.entry(to.to_owned()).or_default() += 1;
    }

    fn number(&self, member: &Member) -> u64 {
        let of = |owner: &str| self.0.get(owner).copied().unwrap_or(0);
        of(&member.name) + if member.login == member.name { 0 } else { of(&member.login) }
    }
}

/// Who of the members gets an opportunity that `owner` has and that lies in the territory of `territory`. Whoever has it already
/// keeps it, for a person or the conversation with the customer gave it to them; then who the territory's is; else who has the
/// fewest open ones, ties by name. The order in which members stand changes nothing. None where there is nobody.
#[must_use]
pub fn chosen<'m>(members: &'m [Member], load: &Load, owner: &str, territory: &str) -> Option<&'m Member> {
    let one = |wanted: &str| members.iter().filter(|of| of.is(wanted)).min_by_key(|of| (&of.name, &of.login));
    let fewest = || members.iter().min_by_key(|of| (load.number(of), &of.name, &of.login));
    one(owner).or_else(|| one(territory)).or_else(fewest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(names: &[&str]) -> Vec<Member> {
        names.iter().map(|name| Member { name: (*name).to_owned(), login: name.to_lowercase() }).collect()
    }

    fn name<'m>(members: &'m [Member], load: &Load, owner: &str, territory: &str) -> Option<&'m str> {
        chosen(members, load, owner, territory).map(|of| of.name.as_str())
    }

    #[test]
    fn the_territory_goes_before_the_fewest_and_who_has_it_keeps_it() {
        let team = members(&["Carla", "Anna", "Bruno"]);
        let load = Load::of(["Anna", "Anna", "anna", "Bruno", "Carla"]);
        assert_eq!(name(&team, &load, "Office", "Anna"), Some("Anna"), "her territory, however much she has");
        assert_eq!(name(&team, &load, "Office", "anna"), Some("Anna"), "a territory may name the login");
        assert_eq!(name(&team, &load, "Carla", "Anna"), Some("Carla"), "somebody gave it to her");
        assert_eq!(name(&team, &load, "Office", "Office"), Some("Bruno"), "a tie goes by name");
        assert_eq!(name(&[], &load, "Anna", "Anna"), None);
    }

    #[test]
    fn what_is_given_counts_for_the_next_so_that_work_is_spread() {
        let team = members(&["Bruno", "Anna"]);
        let mut load = Load::of(["Office", "Office", "Office", "Office", "Anna"]);
        let mut got = Vec::new();
        for _ in 0..4 {
            let to = name(&team, &load, "Office", "Office").expect("somebody").to_owned();
            load.moves("Office", &to);
            got.push(to);
        }
        assert_eq!(got, ["Bruno", "Anna", "Bruno", "Anna"]);
        assert_eq!(load, Load(BTreeMap::from([("Anna".into(), 3), ("Bruno".into(), 2), ("Office".into(), 0)])));
    }
}
