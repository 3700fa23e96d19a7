use super::{Drawing, Manner};
use std::fmt::Write;

/// The process as a Mermaid `stateDiagram-v2`, for the generated docs. `labels` gives the text of a message key:
/// `{process}.state.{state}`, `{process}.act.{act}` and `{process}.role.{role}`.
pub fn mermaid(drawing: &Drawing, labels: &dyn Fn(&str) -> String) -> String {
    let label = |kind: &str, name: &str| clean(&labels(&drawing.key(kind, name)));
    let mut text = String::from("stateDiagram-v2\n");
    let mut line = |line: std::fmt::Arguments<'_>| writeln!(text, "    {line}").expect("a string takes every write");
    for state in &drawing.states {
        line(format_args!("{}: {}", state.name, label("state", &state.name)));
    }
    for state in drawing.states.iter().filter(|state| state.starts) {
        line(format_args!("[*] --> {}", state.name));
    }
    for edge in &drawing.edges {
        let roles: Vec<String> = edge.roles.iter().map(|role| label("role", role)).collect();
        let mark = if edge.manner == Manner::Override { "! " } else { "" };
        line(format_args!("{} --> {}: {mark}{} ({})", edge.from, edge.to, label("act", &edge.act), roles.join(", ")));
    }
    for state in drawing.states.iter().filter(|state| state.ends) {
        line(format_args!("{} --> [*]", state.name));
    }
    text
}

impl Drawing {
    /// The message key of a state, act or role of this process: `proposal.state.draft`.
    pub(super) fn key(&self, kind: &str, name: &str) -> String {
        format!("{}.{kind}.{name}", self.name)
    }

    /// The message key of the process itself: `proposal.process`.
    pub(super) fn key_of_title(&self) -> String {
        format!("{}.process", self.name)
    }
}

/// Without the signs that end a label in Mermaid.
fn clean(label: &str) -> String {
    label.chars().map(|sign| if matches!(sign, ':' | ';' | '#' | '\n') { ' ' } else { sign }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::mermaid;

    #[test]
    fn every_state_and_rule_has_its_line() {
        let drawing = sample::PROCESS.drawing();
        let text = mermaid(&drawing, &|key| format!("<{key}>"));
        assert!(text.starts_with("stateDiagram-v2\n"));
        assert!(text.contains("    [*] --> draft\n"), "{text}");
        assert!(text.contains("    draft: <proposal.state.draft>\n"), "{text}");
        assert!(text.contains("    draft --> submitted: <proposal.act.submit> (<proposal.role.first_signer>)\n"), "{text}");
        let ends = drawing.states.iter().filter(|state| state.ends).count();
        assert_eq!(text.lines().count(), 1 + drawing.states.len() + 1 + drawing.edges.len() + ends);
    }

    #[test]
    fn a_label_cannot_break_the_line() {
        let text = mermaid(&sample::PROCESS.drawing(), &|_| "a:b;\nc".into());
        assert!(text.contains("draft: a b  c\n"), "{text}");
    }
}
