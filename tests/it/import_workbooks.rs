//! Workbooks: a sheet is imported as its rows stand, line for row; what a cell is does not depend on the language of the
//! profile; and a workbook that was made to do harm is refused by name.

use casetime::import::containers::Container;
use casetime::import::ledger::Outcome;
use casetime::import::ops::{Delivered, Delivery, deliver};
use casetime::import::profile::Profile;
use casetime::import::rejects::RejectForm;
use casetime::import::shape::{FileShape, SheetChoice};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::support::delivery::{Taken, codes, entries, lines, plain, plain_but};
use crate::support::packed::{
    Member, Old, archive, compound, lines_of, ods, ods_with, parts, records, row, source, xlsx, zipped,
};
use crate::support::returned::repair;
use crate::support::{Fixture, on_both_engines};

const HEADER: [&str; 7] = ["Timekeeper", "File", "Activity", "Date", "Hours", "Narrative", "Entered on"];

fn rows(bytes: &[u8]) -> Result<String, &'static str> {
    lines_of(bytes, &FileShape::default())
}

fn of_sheet(bytes: &[u8], sheet: SheetChoice) -> Result<String, &'static str> {
    lines_of(bytes, &FileShape { sheet: Some(sheet), ..FileShape::default() })
}

fn saved(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().expect("a workbook")
}

/// A workbook with one sheet of text.
fn book_of(cells: &[&[&str]]) -> Vec<u8> {
    saved(|book| {
        let sheet = book.add_worksheet();
        for (y, cells) in (0..).zip(cells) {
            for (x, cell) in (0..).zip(*cells) {
                sheet.write_string(y, x, *cell).expect("a cell");
            }
        }
    })
}

async fn delivered(
    fixture: &Fixture,
    bytes: &[u8],
    document: &str,
    form: RejectForm,
) -> Result<Taken, Vec<&'static str>> {
    let profile = Profile::parse(document).expect("a profile");
    let source = source(bytes, &profile.file).map_err(|fault| vec![fault.code.as_str()])?;
    let lines = source.lines;
    let mut rejects = Vec::new();
    let delivery = Delivery {
        source,
        profile: std::sync::Arc::new(profile),
        profile_document: document,
        rehearse: false,
        make_changes: false,
        rejects: Some(&mut rejects),
        reject_form: form,
        progress: &mut |_| {},
    };
    match deliver(&fixture.context, delivery).await {
        Ok(Delivered::Ledger { batch, ledger, .. }) => {
            assert_eq!((ledger.lines, ledger.accounted()), (lines, lines), "every row is accounted for");
            Ok(Taken { batch, ledger, rejects })
        }
        Ok(Delivered::Before { .. }) => Err(vec!["before"]),
        Err(failure) => Err(codes(&failure)),
    }
}

on_both_engines! {
    async fn a_sheet_is_imported_as_its_rows_stand(fixture: with_cast) {
        let bytes = saved(|book| {
            let date = Format::new().set_num_format("dd/mm/yyyy");
            let sheet = book.add_worksheet();
            // Nothing above, stacked blocks with a header each, an empty row between.
            for top in [2, 6] {
                for (x, name) in (0..).zip(HEADER) {
                    sheet.write_string(top, x, name).expect("a cell");
                }
            }
            for (y, day, hours) in [(3, 2, 1.5), (4, 3, 0.1), (7, 4, 1.125)] {
                for (x, text) in [(0, "P-1"), (1, "OT-1"), (2, "OT-ADM"), (5, "one\ntwo, \"three\"")] {
                    sheet.write_string(y, x, text).expect("a cell");
                }
                let day = ExcelDateTime::from_ymd(2026, 3, day).expect("a day");
                sheet.write_datetime_with_format(y, 3, day, &date).expect("a cell");
                sheet.write_number(y, 4, hours).expect("a cell");
            }
            sheet.write_string(8, 0, "Total").expect("a cell");
            sheet.write_formula(8, 4, Formula::new("=SUM(E4:E8)").set_result("2.725")).expect("a cell");
        });
        // The profile of a French export: its signs are those of text, not those of typed cells.
        let document = plain_but("order = \"ymd\"\n\n[duration]", "order = \"dmy\"\n\n[duration]\ndecimal_sign = \",\"");
        let document = document.replace("scope = \"block\"", "scope = \"file\"");
        let document = format!("{document}\n[file]\nencoding = \"windows-1252\"\ndelimiter = \";\"\nrepeats = \"duplicate\"\n");
        let taken = delivered(fixture, &bytes, &document, RejectForm::Lines).await.expect("taken");
        assert_eq!(taken.outcomes(), [3, 0, 0, 0, 0], "{:?}", taken.ledger);
        let count = |outcome| taken.ledger.count(outcome).lines;
        assert_eq!([Outcome::Header, Outcome::Blank, Outcome::Total].map(count), [2, 3, 1]);
        assert_eq!((taken.ledger.totals_compared, taken.ledger.totals_differing_count), (1, 0), "163.5 minutes");
        let found: Vec<_> =
            entries(fixture).await.iter().map(|entry| (entry.line, entry.minutes, entry.worked_on.to_string())).collect();
        let expected = [(4, 90, "2026-03-02"), (5, 6, "2026-03-03"), (8, 68, "2026-03-04")];
        assert_eq!(found, expected.map(|(line, minutes, day)| (Some(line), minutes, day.to_owned())));
        assert_eq!(entries(fixture).await[0].narrative, "one\ntwo, \"three\"");
        let origin = taken.ledger.origin.clone().expect("an origin");
        let sheet = origin.sheet.expect("a sheet");
        assert_eq!((origin.container, sheet.name.as_str(), sheet.formulas), (Container::Xlsx, "Sheet1", 1));
        let kept = "SELECT count(*) FROM import_batches WHERE ledger LIKE '%\"container\":\"xlsx\"%Sheet1%'";
        assert_eq!(fixture.number(kept).await, 1, "the delivery keeps what it came out of");
        let stored = lines(fixture, taken.batch.expect("a delivery")).await;
        assert!(stored.iter().zip(1..).all(|(row, line)| (row.line, row.lines) == (line, 1)));
        assert_eq!(delivered(fixture, &bytes, &document, RejectForm::Lines).await.expect_err("again"), ["before"]);
    }

    async fn text_of_a_sheet_is_read_with_the_signs_of_the_profile(fixture: with_cast) {
        let document = plain_but("order = \"ymd\"\n\n[duration]", "order = \"dmy\"\n\n[duration]\ndecimal_sign = \",\"");
        let row = |day, hours| ["P-1", "OT-1", "OT-ADM", day, hours, "", ""];
        let rows: [[&str; 7]; 4] = [HEADER, row("02/03/2026", "1,5"), row("2026-03-03", "1,5"), row("04/03/2026", "1.5")];
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        let taken = delivered(fixture, &book_of(&rows), &document, RejectForm::Lines).await.expect("taken");
        assert_eq!(taken.outcomes(), [1, 0, 0, 0, 2]);
        let found: Vec<&str> = taken.ledger.rejected_codes.keys().map(String::as_str).collect();
        assert_eq!(found, ["date_not_as_profile", "number_unreadable"]);
    }

    async fn rejected_rows_come_back_in_a_workbook_and_are_taken_again(fixture: with_cast) {
        let bytes = saved(|book| {
            let date = Format::new().set_num_format("yyyy-mm-dd");
            let sheet = book.add_worksheet();
            for (x, name) in (0..).zip(HEADER) {
                sheet.write_string(1, x, name).expect("a cell");
            }
            for (y, person) in [(2, "P-9"), (3, "P-8")] {
                for (x, text) in [(0, person), (1, "OT-1"), (2, "OT-ADM"), (5, "=1+1\nnext")] {
                    sheet.write_string(y, x, text).expect("a cell");
                }
                let day = ExcelDateTime::from_ymd(2026, 3, 4).expect("a day");
                sheet.write_datetime_with_format(y, 3, day, &date).expect("a cell");
                sheet.write_number(y, 4, 1.125).expect("a cell");
            }
        });
        let document = plain_but("order = \"ymd\"\n\n[duration]", "order = \"dmy\"\n\n[duration]\ndecimal_sign = \",\"");
        let document = format!("{document}\n[file]\npreamble = 1\n");
        let taken = delivered(fixture, &bytes, &document, RejectForm::Workbook).await.expect("taken");
        assert_eq!(taken.outcomes(), [0, 0, 0, 0, 2]);
        let text = rows(&taken.rejects).expect("a workbook");
        let expected = "\n\"Timekeeper\",\"File\",\"Activity\",\"Date\",\"Hours\",\"Narrative\",\"Entered on\",\
             \"casetime line\",\"casetime column\",\"casetime code\",\"casetime message (en)\",\"casetime message (fr)\",\
             \"casetime suggestion\",\"casetime batch\"\n\
             \"P-9\",\"OT-1\",\"OT-ADM\",2026-03-04,1.125,\"=1+1\u{2028}next\",,\"3\",\"Timekeeper\",\"unknown_person\",";
        assert!(text.starts_with(expected), "{text}");
        // Sent back as they are, the rows are rejected again; with the person added they are taken.
        let batch = taken.batch.expect("stored");
        let again = repair(fixture, batch, &taken.rejects).await;
        assert_eq!((again.repaired.repaired, again.repaired.rejected), (0, 2));
        // As lines of text they are written as the profile reads text.
        let text = String::from_utf8(again.rejects.clone()).expect("UTF-8");
        assert!(text.contains("P-9,OT-1,OT-ADM,04/03/2026,\"1,125\","), "{text}");
        fixture.add_person("P-9", "Nine", "").await;
        fixture.add_person("P-8", "Eight", "").await;
        let lines = repair(fixture, batch, &again.rejects).await;
        assert_eq!((lines.repaired.repaired, lines.repaired.rejected), (2, 0), "{text}");
        assert!(entries(fixture).await.iter().all(|entry| entry.minutes == 68 && entry.narrative == "=1+1\nnext"));
    }

    async fn rows_of_text_stay_text_in_a_workbook_of_rejected_rows(fixture: with_cast) {
        let text = crate::support::delivery::file_of(&["P-9,OT-1,007,2026-03-02,1.50,=cmd|' /C calc'!A0,", "P-9,OT-1"]);
        let taken = delivered(fixture, text.as_bytes(), plain(), RejectForm::Workbook).await.expect("taken");
        assert_eq!(taken.outcomes(), [0, 0, 0, 0, 2]);
        let found = rows(&taken.rejects).expect("a workbook");
        assert!(found.contains("\"P-9\",\"OT-1\",\"007\",\"2026-03-02\",\"1.50\",\"=cmd|' /C calc'!A0\","), "{found}");
        let sheet = source(&taken.rejects, &FileShape::default()).expect("a source").origin.sheet.expect("a sheet");
        assert_eq!(sheet.formulas, 0, "no text becomes a formula");
        let long = crate::support::delivery::file_of(&[&format!("P-9,OT-1,OT-ADM,2026-03-02,1,{},", "x".repeat(32_768))]);
        let before = fixture.contents().await;
        let refused = delivered(fixture, long.as_bytes(), plain(), RejectForm::Workbook).await;
        assert_eq!(refused.expect_err("too long for a cell"), ["rejects_too_large"]);
        assert_eq!(fixture.contents().await, before);
    }

    async fn nothing_is_stored_of_a_workbook_that_is_refused(fixture: with_cast) {
        let before = fixture.contents().await;
        let two = saved(|book| {
            for _ in 0..2 {
                book.add_worksheet().write_string(0, 0, "x").expect("a cell");
            }
        });
        let refused = delivered(fixture, &two, plain(), RejectForm::Lines).await.expect_err("refused");
        assert_eq!(refused, ["sheet_not_chosen"]);
        let empty = delivered(fixture, &book_of(&[&HEADER]), plain(), RejectForm::Lines).await.expect_err("refused");
        assert_eq!(empty, ["source_header_only"]);
        let other = delivered(fixture, &book_of(&[&["x"], &["y"]]), plain(), RejectForm::Lines).await;
        assert_eq!(other.expect_err("refused"), ["header_not_found"]);
        assert_eq!(fixture.contents().await, before);
    }
}

#[test]
fn each_kind_of_cell_has_one_spelling() {
    let cells = "<row r=\"2\"><c r=\"A2\" s=\"1\"><v>46083</v></c><c r=\"B2\" s=\"3\"><v>46083.354166666664</v></c>\
         <c r=\"C2\" s=\"2\"><v>1.5</v></c><c r=\"D2\" s=\"4\"><v>0.35416666666666669</v></c><c r=\"E2\"><v>0.1</v></c>\
         <c r=\"F2\" t=\"b\"><v>1</v></c><c r=\"G2\" t=\"e\"><v>#REF!</v></c><c r=\"H2\" t=\"str\"><f>A1</f><v>7</v></c>\
         <c r=\"I2\"><f>B1</f></c><c r=\"J2\" t=\"inlineStr\"><is><t>a&#10;b</t></is></c><c r=\"K2\"/></row>";
    let text = rows(&xlsx("", cells));
    let expected = "\n2026-03-02,2026-03-02T08:30:00,36:00:00,08:30:00,0.1,TRUE,#REF!,\"7\",,\"a\u{2028}b\"\n";
    assert_eq!(text.as_deref(), Ok(expected));
    let sheet = source(&xlsx("", cells), &FileShape::default()).expect("a source").origin.sheet.expect("a sheet");
    assert_eq!((sheet.formulas, sheet.formulas_without_value), (2, 1));
    // The same serial numbers in the system that counts from 1904.
    let text = rows(&xlsx("date1904=\"1\"", cells)).expect("rows");
    assert!(text.starts_with("\n2030-03-03,2030-03-03T08:30:00,36:00:00,08:30:00,"), "{text}");
}

#[test]
fn the_sheet_is_the_one_with_rows_or_the_one_that_is_named() {
    let bytes = saved(|book| {
        book.add_worksheet().set_name("Notes").expect("a name");
        let time = book.add_worksheet().set_name("Time 2026").expect("a name");
        time.write_string(0, 0, "time").expect("a cell");
        book.add_worksheet().set_name("Old").expect("a name").set_hidden(true);
    });
    assert_eq!(rows(&bytes).as_deref(), Ok("\"time\"\n"));
    let both = saved(|book| {
        for name in ["Time", "Old"] {
            let sheet = book.add_worksheet().set_name(name).expect("a name");
            sheet.write_string(0, 0, name).expect("a cell");
            sheet.set_hidden(name == "Old");
        }
    });
    let fault = source(&both, &FileShape::default()).expect_err("two sheets have rows, though one is hidden");
    assert_eq!(fault.code.as_str(), "sheet_not_chosen");
    assert!(fault.say(casetime::lang::Lang::Fr).contains("Time, Old"));
    for (choice, found) in [
        (SheetChoice::Number(1), Ok("\"Time\"\n")),
        (SheetChoice::Name("Old".to_owned()), Ok("\"Old\"\n")),
        (SheetChoice::Name(" tIME".to_owned()), Ok("\"Time\"\n")),
        (SheetChoice::Name("Tim".to_owned()), Err("sheet_missing")),
        (SheetChoice::Number(0), Err("sheet_missing")),
        (SheetChoice::Number(3), Err("sheet_missing")),
    ] {
        assert_eq!(of_sheet(&both, choice).as_deref().map_err(|code| *code), found);
    }
    let shape = FileShape { sheet: Some(SheetChoice::Name("Old".to_owned())), ..FileShape::default() };
    let read = source(&both, &shape).expect("a source").origin.sheet.expect("a sheet");
    assert!(read.hidden && read.hidden_sheets == ["Old"]);
    assert_eq!(of_sheet(&bytes, SheetChoice::Number(1)), Err("sheet_empty"));
    assert_eq!(rows(&saved(|book| assert!(book.add_worksheet().name() == "Sheet1"))), Err("source_empty"));
    let profile = Profile::parse(&format!("{}\n[file]\nsheet = 2\n", plain())).expect("a profile");
    assert_eq!(profile.file.sheet, Some(SheetChoice::Number(2)));
    let profile = Profile::parse(&format!("{}\n[file]\nsheet = \"2\"\n", plain())).expect("a profile");
    assert_eq!(profile.file.sheet, Some(SheetChoice::Name("2".to_owned())));
}

#[test]
fn an_open_document_sheet_is_read_like_any_other() {
    let cell =
        |value: &str, text: &str| format!("<table:table-cell {value}><text:p>{text}</text:p></table:table-cell>");
    let table = format!(
        "<table:table table:name=\"Time\"><table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row>\
         <table:table-row>{}{}{}{}{}<table:table-cell table:number-columns-repeated=\"1000\"/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>\
         </table:table>",
        cell("office:value-type=\"string\"", "a</text:p><text:p>b"),
        cell("office:value-type=\"date\" office:date-value=\"2026-03-02\"", "02/03/26"),
        cell("office:value-type=\"time\" office:time-value=\"PT01H30M00S\"", "01:30"),
        cell("office:value-type=\"float\" office:value=\"1.5\" table:number-columns-repeated=\"2\"", "1,5"),
        cell("office:value-type=\"boolean\" office:boolean-value=\"true\" table:formula=\"of:=TRUE()\"", "VRAI"),
    );
    let expected = "\n\n\"a\u{2028}b\",2026-03-02,01:30:00,1.5,1.5,TRUE\n";
    assert_eq!(rows(&ods(&table)).as_deref(), Ok(expected));
    let sheet = source(&ods(&table), &FileShape::default()).expect("a source").origin.sheet.expect("a sheet");
    assert_eq!((sheet.name.as_str(), sheet.formulas, sheet.formulas_without_value), ("Time", 1, 0));
    assert_eq!(rows(&ods_with("<manifest:encryption-data/>", &table)), Err("workbook_password"));
    let wide = "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16384\"/></table:table-row>";
    let huge = format!("<table:table table:name=\"a\">{}</table:table>", wide.repeat(1000));
    assert_eq!(rows(&ods(&huge)), Err("workbook_too_large"));
}

#[test]
fn an_old_workbook_is_read_like_any_other() {
    let cells: [&[Old]; 2] = [&[Old::Text("Day"), Old::Text("É, \"x\"")], &[Old::Date(46083.0), Old::Number(1.25)]];
    let bytes = compound("Workbook", &records(false, &cells));
    assert_eq!(rows(&bytes).as_deref(), Ok("\"Day\",\"É, \"\"x\"\"\"\n2026-03-02,1.25\n"));
    assert_eq!(source(&bytes, &FileShape::default()).expect("a source").origin.container, Container::Xls);
    let since_1904 = compound("Workbook", &records(true, &[&[Old::Date(44621.0)]]));
    assert_eq!(rows(&since_1904).as_deref(), Ok("2026-03-02\n"));
    assert_eq!(rows(&compound("EncryptedPackage", b"secret")), Err("workbook_password"));
    assert_eq!(rows(&compound("WordDocument", b"text")), Err("workbook_kind"));
    // A directory whose chain bites its own tail.
    let mut circle = bytes.clone();
    circle[512 + 4..512 + 8].copy_from_slice(&1_u32.to_le_bytes());
    assert_eq!(rows(&circle), Err("workbook_broken"));
    for length in 8..bytes.len() {
        let found = rows(&bytes[..length]);
        let known = matches!(found, Err("workbook_broken" | "workbook_kind"));
        // Behind the last record the sector is padded.
        assert!(known || length > 1536 && found == rows(&bytes), "{length}: {found:?}");
    }
    for at in (8..600).chain(1024..1400).chain(1536..1536 + records(false, &cells).len()) {
        let mut changed = bytes.clone();
        changed[at] ^= 0xff;
        if let Err(code) = rows(&changed) {
            assert!(
                code.starts_with("workbook_") || code.starts_with("sheet_") || code == "source_empty",
                "{at}: {code}"
            );
        }
    }
}

#[test]
fn a_workbook_that_was_made_to_do_harm_is_refused() {
    let member = |name: &str, text: &str| Member::honest(name, text.as_bytes());
    let with = |extra: Member| {
        let parts = parts("", &row(1, &["a"]));
        archive(&parts.iter().map(|(name, text)| member(name, text)).chain([extra]).collect::<Vec<_>>())
    };
    assert!(rows(&with(member("docProps/app.xml", "<a/>"))).is_ok());
    // Half a gigabyte out of half a megabyte, whatever it says.
    for (says, code) in [(500 << 20, "archive_too_large"), (1000, "archive_broken")] {
        let bomb = with(Member::bomb("xl/media/x.xml", 500, says));
        assert!(bomb.len() < 600_000, "{}", bomb.len());
        assert_eq!(rows(&bomb), Err(code));
    }
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet>&b;</worksheet>";
    assert_eq!(rows(&with(member("xl/worksheets/sheet2.xml", laughs))), Err("workbook_doctype"));
    for name in ["/xl/evil.xml", "xl/../../evil.xml"] {
        assert_eq!(rows(&with(member(name, "<a/>"))), Err("archive_path"));
    }
    let claims = "<sst uniqueCount=\"4000000000000\"><si><t>a</t></si></sst>";
    assert_eq!(rows(&with(member("xl/sharedStrings.xml", claims))), Err("workbook_too_large"));
    let styles = "<xf/>".repeat(300_000);
    assert_eq!(
        rows(&with(member("xl/other.xml", &format!("<styleSheet>{styles}</styleSheet>")))),
        Err("workbook_too_large")
    );
    // Columns and texts that no sheet has.
    let cells: Vec<String> = (0..100_000_u64).map(|at| format!("<c><v>{}</v></c>", at * 7_919 % 99_991)).collect();
    assert_eq!(rows(&xlsx("", &format!("<row r=\"1\">{}</row>", cells.concat()))), Err("workbook_too_wide"));
    assert_eq!(rows(&xlsx("", "<row r=\"1\"><c r=\"EQXC1\"><v>1</v></c></row>")), Err("workbook_too_wide"));
    let huge = format!(
        "<row r=\"1\"><c t=\"inlineStr\"><is><t>{}</t></is></c></row>",
        (0..300_000).map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
    );
    assert_eq!(rows(&xlsx("", &huge)), Err("workbook_cell_too_long"));
    for cell in ["r=\"A4000000000\"", "r=\"A0\"", "r=\"\"", "r=\"ZZZZZZZZZZ1\""] {
        let code = rows(&xlsx("", &format!("<row><c {cell}><v>1</v></c></row>"))).expect_err(cell);
        assert!(["workbook_broken", "workbook_too_wide"].contains(&code), "{cell}: {code}");
    }
    assert_eq!(rows(&xlsx("", &[row(2, &["a"]), row(1, &["b"])].concat())), Err("workbook_broken"));
    let binary = zipped(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.bin", b"")]);
    assert_eq!(rows(&binary), Err("workbook_kind"));
}

#[test]
fn a_workbook_that_is_cut_or_changed_is_refused_by_name_or_read() {
    let whole = xlsx("", &[row(1, &HEADER), row(3, &["P-1", "OT-1", "OT-ADM", "2026-03-02", "1.5"])].concat());
    let text = rows(&whole).expect("rows");
    for length in 4..whole.len() {
        assert_eq!(rows(&whole[..length]), Err("archive_broken"), "{length}");
    }
    for at in 4..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0xff;
        match rows(&changed) {
            // Only what nobody reads can have been changed: times, remarks, the sizes said twice.
            Ok(found) => assert!(found == text || !found.is_empty(), "{at}"),
            Err(code) => {
                let known = ["archive_", "workbook_", "source_empty"].iter().any(|begin| code.starts_with(begin));
                assert!(known, "{at}: {code}");
            }
        }
    }
}
