use super::super::sample::PROCESS;
use super::super::{Drawing, Edge, Manner, Place};
use super::place::BOX_WIDTH;
use super::scene::Rect;
use super::{Column, Picture, svg};
use proptest::prelude::*;

fn chinese(key: &str) -> String {
    let word = match key.rsplit('.').next().unwrap() {
        "process" => "提案办理流程",
        "here" => "当前",
        "draft" => "草稿",
        "cosign_open" => "征集联名",
        "submitted" => "已提交",
        "pre_review" => "预审",
        "second_review" => "复审",
        "filed" => "已立案",
        "assigned" => "已交办",
        "replied" => "已答复",
        "closed" => "已办结",
        "returned" => "退回修改",
        "withdrawn" => "已撤回",
        "not_filed" => "不予立案",
        "merged" => "已并案",
        "transferred_to_brief" => "转社情民意信息",
        "transferred_as_letter" => "转委员来信",
        "rehandling" => "重新办理",
        "face_to_face" => "面商",
        "reopened" => "已重启",
        "invite" => "邀请联名",
        "submit" => "提交",
        "withdraw" => "撤回",
        "take_up" => "接收审查",
        "endorse" => "同意立案",
        "send_back" => "退回修改",
        "disagree" => "退回",
        "resubmit" => "重新提交",
        "file" => "立案",
        "decline" => "不予立案",
        "merge" => "并案",
        "transfer" => "转社情民意",
        "send_as_letter" => "转来信",
        "assign" => "交办",
        "reply" => "答复",
        "settle" => "办结",
        "order_rehandling" => "要求重办",
        "meet" => "组织面商",
        "reopen" => "重启",
        "reexamine" => "复议",
        other => other,
    };
    word.to_owned()
}

fn plain(key: &str) -> String {
    let name = key.rsplit('.').next().unwrap().replace('_', " ");
    name[..1].to_uppercase() + &name[1..]
}

/// Where each box stands, every name in it, and every note, to be held against each other.
fn check(drawing: &Drawing, labels: &dyn Fn(&str) -> String) -> Result<(), String> {
    let picture = Picture::new(drawing, labels);
    let scene = &picture.scene;
    let boxes: Vec<Rect> = (picture.spots.iter())
        .map(|spot| {
            let x = if spot.column == Column::Spine { scene.spine_x } else { scene.side_x };
            Rect(x, spot.top(), x + BOX_WIDTH, spot.bottom())
        })
        .collect();
    let notes: Vec<Rect> = scene.notes.iter().map(super::scene::Note::rect).collect();
    let say = |what: &str, one: &dyn std::fmt::Debug, two: &dyn std::fmt::Debug| Err(format!("{what}: {one:?} {two:?}"));
    for line in picture.spots.iter().flat_map(|spot| &spot.lines) {
        if super::measure::width(line, 15) > BOX_WIDTH - 8 {
            return say("a name is too long", line, &BOX_WIDTH);
        }
    }
    for (index, one) in boxes.iter().enumerate() {
        if let Some(two) = boxes[..index].iter().find(|two| one.meets(**two)) {
            return say("boxes overlap", one, two);
        }
        if let Some(note) = notes.iter().position(|note| note.meets(*one)) {
            return say("a note lies on a box", &scene.notes[note], one);
        }
        if one.0 < 0 || one.2 > scene.width || one.3 > scene.height {
            return say("a box is outside", one, &scene.width);
        }
    }
    for (index, one) in notes.iter().enumerate() {
        if let Some(two) = notes[..index].iter().position(|two| one.meets(*two)) {
            return say("notes overlap", &scene.notes[index], &scene.notes[two]);
        }
        if one.0 < 0 || one.2 > scene.width || one.1 < 0 || one.3 > scene.height {
            return say("a note is outside", &scene.notes[index], &scene.width);
        }
    }
    for wire in &scene.wires {
        for piece in wire.points.windows(2) {
            let ((x0, y0), (x1, y1)) = (piece[0], piece[1]);
            let line = Rect(x0.min(x1), y0.min(y1), x0.max(x1) + 1, y0.max(y1) + 1);
            let inside = |rect: &&Rect| Rect(rect.0 + 1, rect.1 + 1, rect.2 - 1, rect.3 - 1).meets(line);
            if let Some(crossed) = boxes.iter().find(inside) {
                return say("a line crosses a box", wire, crossed);
            }
        }
    }
    Ok(())
}

/// Opens and closes its elements in order, escapes its text, and has no attribute that a strict page forbids.
fn check_xml(text: &str) {
    let mut open = Vec::new();
    for piece in text.trim().split('<').skip(1) {
        let (tag, content) = piece.split_once('>').unwrap_or_else(|| panic!("{piece}"));
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap();
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        assert!(!tag.contains("style") && !tag.contains(" id="), "{tag}");
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name)),
            (_, true) => {}
            _ => open.push(name),
        }
        let entities = ["&amp;", "&lt;", "&gt;", "&quot;"];
        assert!(content.split('&').skip(1).all(|rest| entities.iter().any(|entity| rest.starts_with(&entity[1..]))), "{content}");
    }
    assert_eq!(open, [""; 0]);
}

#[test]
fn every_state_is_drawn_once_and_the_present_one_is_marked() {
    let drawing = PROCESS.drawing();
    let picture = svg(&drawing, Some("second_review"), &["draft", "submitted", "pre_review"], &chinese);
    check_xml(&picture);
    for state in &drawing.states {
        let name = format!(">{}</tspan>", chinese(&state.name));
        let lines = super::measure::balance(&chinese(&state.name), 15, BOX_WIDTH - 12);
        let count = if lines.len() == 1 { picture.matches(&name).count() } else { 1 };
        assert_eq!(count, 1, "{}", state.name);
    }
    assert_eq!(picture.matches("class=\"pd-state").count(), drawing.states.len());
    assert_eq!(picture.matches("pd-current").count(), 1);
    assert_eq!(picture.matches("class=\"pd-state pd-visited").count(), 3);
    assert_eq!(picture.matches("class=\"pd-edge pd-visited").count(), 3);
    assert_eq!(picture.matches(">当前<").count(), 1);
    assert!(picture.contains("<title>提案办理流程</title>"));
    assert!(picture.contains(" · 当前: 复审</desc>"));
}

#[test]
fn a_proposal_fits_a_phone_and_nothing_overlaps() {
    let drawing = PROCESS.drawing();
    check(&drawing, &chinese).unwrap();
    check(&drawing, &plain).unwrap();
    assert!(Picture::new(&drawing, &chinese).scene.width <= 358);
}

#[test]
fn a_label_cannot_break_out() {
    check_xml(&svg(&PROCESS.drawing(), None, &[], &|_| "<b> & \"quoted\"\u{1}".into()));
}

#[test]
fn odd_processes_are_drawn_too() {
    check_xml(&svg(&Drawing::default(), Some("nowhere"), &[], &chinese));
    let lonely = Drawing { states: vec![place("a", true, true)], ..Drawing::default() };
    check_xml(&svg(&lonely, Some("a"), &[], &chinese));
}

fn place(name: &str, starts: bool, ends: bool) -> Place {
    Place { name: name.to_owned(), starts, ends }
}

fn drawings() -> impl Strategy<Value = Drawing> {
    let manner = prop::sample::select(&[Manner::Ordinary, Manner::Optional, Manner::Override, Manner::System][..]);
    (1..20_usize).prop_flat_map(move |count| {
        let edge = (0..count, 0..count, 0..12_usize, manner.clone());
        let states = prop::collection::vec((any::<bool>(), any::<bool>()), count);
        (states, prop::collection::vec(edge, 0..50)).prop_map(|(states, edges)| {
            let state = |number: usize| "状态名称很长的一种情形"[..3 * (1 + number % 11)].to_owned() + &number.to_string();
            let act = |number: usize| "acts of many lengths"[..1 + number].to_owned();
            let states = states.iter().enumerate().map(|(n, &(starts, ends))| place(&state(n), starts, ends)).collect();
            let edges = (edges.into_iter())
                .map(|(from, to, name, manner)| Edge { from: state(from), to: state(to), act: act(name), roles: Vec::new(), manner })
                .collect();
            Drawing { name: "any".into(), states, acts: Vec::new(), edges }
        })
    })
}

fn last(key: &str) -> String {
    key.rsplit('.').next().unwrap().to_owned()
}

proptest! {
    #[test]
    fn nothing_overlaps_in_any_process(drawing in drawings()) {
        prop_assert_eq!(check(&drawing, &last), Ok(()));
        let picture = svg(&drawing, drawing.states.first().map(|state| &*state.name), &[], &last);
        check_xml(&picture);
        prop_assert_eq!(picture.matches("class=\"pd-state").count(), drawing.states.len());
    }
}

/// Writes the sample as a page, to be looked at: `PD_PAGE=/tmp/pd.html cargo test -p kernel svg -- --ignored`.
#[test]
#[ignore = "writes a page"]
fn a_page_to_look_at() {
    let rules: String =
        include_str!("mod.rs").lines().filter_map(|line| line.strip_prefix("//! .pd")).map(|rule| format!(".pd{rule}\n")).collect();
    let drawing = PROCESS.drawing();
    let visited = ["draft", "submitted", "pre_review", "returned", "pre_review"];
    let labels: &dyn Fn(&str) -> String = if std::env::var_os("PD_EN").is_some() { &plain } else { &chinese };
    let picture = svg(&drawing, Some("second_review"), &visited, labels);
    let page = format!(
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><style>body{{margin:16px;font-family:sans-serif}}\n{rules}</style>{picture}"
    );
    std::fs::write(std::env::var("PD_PAGE").expect("PD_PAGE names the file"), page).unwrap();
}
