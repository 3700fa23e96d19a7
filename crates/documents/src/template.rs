//! 导入模板: an empty sheet to fill in, with the choices to pick from and a sheet that explains each column.

use rust_xlsxwriter::{Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Workbook, Worksheet};

use crate::xlsx_write::{body_format, workbook, write_header, write_text};
use crate::{WriteError, column_letters};

/// A column of the sheet to be filled in. All texts are in the language of the person who fills it.
#[derive(Clone, Copy, Debug, Default)]
pub struct TemplateColumn<'a> {
    pub name: &'a str,
    /// Required columns stand out in the header and are marked in the explanations.
    pub required: bool,
    /// What belongs here; also shown beside a cell that is being filled.
    pub hint: &'a str,
    pub example: &'a str,
    /// The values that are allowed; empty where anything is.
    pub choices: &'a [&'a str],
}

/// The words of a template around its columns.
#[derive(Clone, Copy, Debug)]
pub struct TemplateWords<'a> {
    /// Name of the sheet to fill in, 「导入」.
    pub sheet: &'a str,
    /// Name of the sheet that explains, 「填写说明」.
    pub notes: &'a str,
    /// Name of the sheet with the choices, 「选项」.
    pub choices: &'a str,
    /// Headers of the explanations: column, required, what belongs there, example. 「列名」「必填」「填写要求」「示例」
    pub headers: [&'a str; 4],
    /// What marks a required column, 「是」.
    pub yes: &'a str,
    /// What is said when a value is none of the choices, 「请从下拉列表中选择。」
    pub pick: &'a str,
}

/// Rows for which choices and hints are set.
const ROWS: u32 = 10_000;

/// The template as xlsx: cells are text, so that leading zeros of telephone and case numbers stay; the example stands on the second
/// sheet, so that nobody imports it.
///
/// # Errors
/// A name that the format does not allow for a sheet.
pub fn template_xlsx(columns: &[TemplateColumn<'_>], words: &TemplateWords<'_>) -> Result<Vec<u8>, WriteError> {
    let mut book = workbook();
    write_form(book.add_worksheet(), columns, words)?;
    write_notes(book.add_worksheet(), columns, words)?;
    write_choices(&mut book, columns, words)?;
    Ok(book.save_to_buffer()?)
}

fn write_form(page: &mut Worksheet, columns: &[TemplateColumn<'_>], words: &TemplateWords<'_>) -> Result<(), WriteError> {
    page.set_name(words.sheet)?;
    let names: Vec<String> = columns.iter().map(|column| column.name.to_owned()).collect();
    write_header(page, &names)?;
    let needed =
        Format::new().set_bold().set_font_color(Color::RGB(0xa6_1b_1b)).set_background_color(Color::RGB(0xe8_ee_f4)).set_text_wrap();
    let mut list = 0;
    for (at, column) in columns.iter().enumerate() {
        let Ok(place) = u16::try_from(at) else { return Err(WriteError::TooManyCells) };
        page.set_column_format(place, &body_format())?;
        page.set_column_width(place, if column.hint.chars().count() > 20 { 28 } else { 16 })?;
        if column.required {
            write_text(page, 0, at, column.name, &needed)?;
        }
        let mut rule = DataValidation::new().ignore_blank(true);
        if column.choices.is_empty() {
            rule = rule.allow_any_value();
        } else {
            list += 1;
            let letters = column_letters(list);
            let range = format!("='{}'!${letters}$2:${letters}${}", words.choices.replace('\'', "''"), column.choices.len() + 1);
            rule = rule
                .allow_list_formula(Formula::new(range))
                .set_error_style(DataValidationErrorStyle::Stop)
                .set_error_message(short(words.pick, 200))?;
        }
        if !column.hint.is_empty() {
            rule = rule.set_input_title(short(column.name, 30))?.set_input_message(short(column.hint, 240))?;
        }
        page.add_data_validation(1, place, ROWS, place, &rule)?;
    }
    Ok(())
}

fn write_notes(page: &mut Worksheet, columns: &[TemplateColumn<'_>], words: &TemplateWords<'_>) -> Result<(), WriteError> {
    page.set_name(words.notes)?;
    write_header(page, &words.headers.map(str::to_owned))?;
    let cell = body_format().set_align(FormatAlign::Top).set_text_wrap();
    for (at, column) in columns.iter().enumerate() {
        let needed = if column.required { words.yes } else { "" };
        for (place, text) in [column.name, needed, column.hint, column.example].into_iter().enumerate() {
            write_text(page, at + 1, place, text, &cell)?;
        }
    }
    for (place, width) in [18, 8, 60, 40].into_iter().enumerate() {
        page.set_column_width(place as u16, width)?;
    }
    Ok(())
}

/// One column for each list; a list inside the rule itself may have 255 characters only and no comma.
fn write_choices(book: &mut Workbook, columns: &[TemplateColumn<'_>], words: &TemplateWords<'_>) -> Result<(), WriteError> {
    let lists: Vec<&TemplateColumn<'_>> = columns.iter().filter(|column| !column.choices.is_empty()).collect();
    if lists.is_empty() {
        return Ok(());
    }
    let page = book.add_worksheet();
    page.set_name(words.choices)?;
    write_header(page, &lists.iter().map(|column| column.name.to_owned()).collect::<Vec<_>>())?;
    for (place, column) in lists.iter().enumerate() {
        for (at, choice) in column.choices.iter().enumerate() {
            write_text(page, at + 1, place, choice, &body_format())?;
        }
    }
    Ok(())
}

fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
