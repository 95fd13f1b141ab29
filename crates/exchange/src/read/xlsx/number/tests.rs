//! Tests of the file beside.

use super::date::calendar;
use super::*;
use rstest::rstest;

#[rstest]
#[case("General", "124", "124")]
#[case("General", "0.30000000000000004", "0.3")]
#[case("General", "1.2500000000000001E-2", "0.0125")]
#[case("General", "-62493", "-62493")]
#[case("General", "2674093000", "2674093000")]
#[case("0.0%", "6.4516129032258063E-2", "6.5%")]
#[case("0%", "1", "100%")]
#[case("0.0", "97", "97.0")]
#[case("0.##", "97.50", "97.5")]
#[case("0.##", "97", "97")]
#[case("#,##0", "1250902.4", "1,250,902")]
#[case("#,##0,", "2674093000", "2,674,093")]
#[case("#,##0;△#,##0", "-396046", "△396,046")]
#[case("#,##0;[Red]\"▲ \"#,##0", "-5", "▲ 5")]
#[case("#,##0;[Red]#,##0", "-5", "-5")]
#[case("#,##0_);(#,##0)", "-9500", "-9,500")]
#[case("#,##0_ ;[Red]\\-#,##0\\ ", "-12", "-12")]
#[case("#,##0;△#,##0;\"－\"", "0", "－")]
#[case("0\"項目\"", "98", "98項目")]
#[case("000000", "41009", "041009")]
#[case("\"No.\"0", "12", "No.12")]
#[case("[$¥-411]#,##0", "1200", "¥1,200")]
#[case("#,##0.0", "-0.04", "0.0")]
#[case("0.00E+00", "1234", "1234")]
#[case("yyyy/m/d", "45017", "2023-04-01")]
#[case("yyyy\"年度\"", "45017", "2023年度")]
#[case("[$-411]ggge\"年度\"", "45017", "令和5年度")]
#[case("[$-411]ggge\"年\"m\"月\"d\"日\"", "43585", "平成31年4月30日")]
#[case("yyyy\"年\"m\"月\"d\"日\";@", "45017", "2023年4月1日")]
#[case("[$-411]ge.m.d;@", "45017", "R5.4.1")]
#[case("ge.mm.dd", "43586", "R1.05.01")]
#[case("[$-411]ggge\"年\"m\"月\"d\"日\"\\(aaa\\)", "45017", "令和5年4月1日(土)")]
#[case("[$-ja-JP-x-gannen]ggge\"年\"m\"月\"d\"日\"", "43586", "令和元年5月1日")]
#[case("[$-ja-JP-x-gannen]ggge\"年度\"", "45017", "令和5年度")]
#[case("aaa", "45018", "日")]
#[case("aaaa", "45019", "月曜日")]
#[case("m/d(aaa)", "45017", "4/1(土)")]
#[case("ddd", "45017", "Sat")]
#[case("m\"月\"d\"日\"", "45017", "4月1日")]
#[case("yyyy/m/d h:mm", "45017.5", "2023-04-01 12:00")]
#[case("h:mm AM/PM", "0.5", "12:00")]
#[case("[=0]\"－\";#,##0", "0", "－")]
#[case("[=0]\"－\";#,##0", "5", "5")]
#[case("[=0]\"－\";#,##0", "-5", "-5")]
#[case("[<0]\"▲\"#,##0;#,##0", "-7", "▲7")]
#[case("[<0]#,##0;#,##0", "-7", "-7")]
#[case("[>=1000]#,##0,\"千円\";0\"円\"", "2500", "3千円")]
#[case("[>=1000]#,##0,\"千円\";0\"円\"", "999.9", "1000円")]
#[case("[=0]\"-\";[Red]\"△\"#,##0;#,##0", "-3", "△3")]
#[case("[Blue]↑0;[Red]↓0", "-3", "↓3")]
#[case("000-0000", "9850000", "985-0000")]
#[case("0-00", "101", "1-01")]
#[case("# ##0", "12", "12")]
#[case("#,###", "0", "")]
#[case("#,###", "1250", "1,250")]
#[case("#,##0.0", "-1234567.25", "-1,234,567.3")]
#[case("000,000", "1234", "001,234")]
#[case("#,##0", "999", "999")]
#[case("#.#", "0.5", "0.5")]
#[case("@", "101", "101")]
#[case("@\"課\"", "101", "101")]
#[case("h:mm", "0.5", "12:00")]
#[case("General", "nonsense", "nonsense")]
fn as_shown(#[case] code: &str, #[case] stored: &str, #[case] shown: &str) {
    assert_eq!(NumberFormat::of(code).show(stored, false).text, shown);
}

#[rstest]
#[case("@\"課\"", "総務", "総務課")]
#[case("0;0;0;\"（\"@\"）\"", "財政", "（財政）")]
#[case("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", "－", "－")]
#[case(";;;", "総務", "")]
#[case(";;", "総務", "総務")]
#[case("General", "総務", "総務")]
fn text_as_shown(#[case] code: &str, #[case] text: &str, #[case] shown: &str) {
    assert_eq!(NumberFormat::of(code).show_text(text), shown);
}

#[rstest]
#[case("0.0", "23.16", Some("23.16"))]
#[case("#,##0.0;△#,##0.0", "-33.54", Some("-33.54"))]
#[case("0.0%", "6.4516129032258063E-2", Some("6.45161290322581"))]
#[case("#,##0,", "2674093500", Some("2674093.5"))]
#[case("#,##0,", "2674093000", None)]
#[case("0.0", "23.1", None)]
#[case("0.00", "0.30000000000000004", None)]
#[case("General", "23.16", None)]
fn what_a_format_rounds_is_kept(#[case] code: &str, #[case] stored: &str, #[case] exact: Option<&str>) {
    assert_eq!(NumberFormat::of(code).show(stored, false).exact.as_deref(), exact);
}

#[rstest]
#[case(27, "R5.4.1")]
#[case(58, "令和5年4月1日")]
#[case(31, "2023年4月1日")]
#[case(52, "2023年4月")]
#[case(53, "4月1日")]
#[case(57, "R5.4.1")]
#[case(14, "2023-04-01")]
#[case(3, "45,017")]
fn built_in_formats(#[case] id: u32, #[case] shown: &str) {
    assert_eq!(NumberFormat::built_in(id).show("45017", false).text, shown);
}

#[test]
fn days_are_counted_from_1900_or_1904() {
    assert_eq!(calendar(1, false), (1900, 1, 1));
    assert_eq!(calendar(61, false), (1900, 3, 1));
    assert_eq!(calendar(45_017 - 1_462, true), (2023, 4, 1));
}

proptest::proptest! {
    #[test]
    fn any_code_and_any_number_are_survived(code in "\\PC{0,20}|[#0,.;%\\[\\]_*yYmdge\"\\\\()△ -]{0,20}", stored in "-?[0-9]{0,20}\\.?[0-9]{0,20}(E-?[0-9]{1,3})?") {
        let _ = NumberFormat::of(&code).show(&stored, false);
    }

    #[test]
    fn whole_numbers_are_kept(number in -999_999_999_999i64..999_999_999_999) {
        proptest::prop_assert_eq!(NumberFormat::of("#,##0").show(&number.to_string(), false).text, gyokaku_core::money::grouped(number));
        proptest::prop_assert_eq!(NumberFormat::General.show(&number.to_string(), false).text, number.to_string());
    }
}
