use super::Drawing;

/// One cell of the permission matrix: at `from`, `role` may do `act`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permission<'a> {
    pub from: &'a str,
    pub act: &'a str,
    pub role: &'a str,
}

/// Who may do what and where, in the order of the table: the rows of the permission matrix.
pub fn matrix(drawing: &Drawing) -> Vec<Permission<'_>> {
    let cells = drawing.edges.iter().flat_map(|edge| edge.roles.iter().map(|role| Permission { from: &edge.from, act: &edge.act, role }));
    cells.collect()
}

#[cfg(test)]
mod tests {
    use super::super::{At, Roles, Word, available, sample};
    use super::matrix;

    #[test]
    fn a_cell_is_there_exactly_if_the_role_alone_can_do_the_act() {
        let drawing = sample::PROCESS.drawing();
        let cells = matrix(&drawing);
        for &state in sample::State::ALL {
            for &role in sample::Role::ALL {
                let can = available(sample::RULES, At::decode(state.name()).unwrap(), &Roles::only(role));
                for &act in sample::Act::ALL {
                    let cell = cells.iter().any(|cell| (cell.from, cell.act, cell.role) == (state.name(), act.name(), Word::name(role)));
                    assert_eq!(cell, can.contains(&act), "{state} {act} {role}");
                }
            }
        }
    }
}
