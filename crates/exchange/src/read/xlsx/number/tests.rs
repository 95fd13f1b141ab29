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
#[case("#,##0", "1250902.4", "1250902")]
#[case("#,##0,", "2674093000", "2674093")]
#[case("#,##0;△#,##0", "-396046", "△396046")]
#[case("#,##0;[Red]\"▲ \"#,##0", "-5", "▲ 5")]
#[case("#,##0;[Red]#,##0", "-5", "-5")]
#[case("#,##0_);(#,##0)", "-9500", "-9500")]
#[case("#,##0_ ;[Red]\\-#,##0\\ ", "-12", "-12")]
#[case("#,##0;△#,##0;\"－\"", "0", "－")]
#[case("0\"項目\"", "98", "98項目")]
#[case("000000", "41009", "041009")]
#[case("\"No.\"0", "12", "No.12")]
#[case("[$¥-411]#,##0", "1200", "¥1200")]
#[case("#,##0.0", "-0.04", "0.0")]
#[case("0.00E+00", "1234", "1234")]
#[case("yyyy/m/d", "45017", "2023-04-01")]
#[case("yyyy\"年度\"", "45017", "2023年度")]
#[case("[$-411]ggge\"年度\"", "45017", "令和5年度")]
#[case("[$-411]ggge\"年\"m\"月\"d\"日\"", "43585", "平成31年4月30日")]
#[case("yyyy\"年\"m\"月\"d\"日\";@", "45017", "2023年4月1日")]
#[case("[$-411]ge.m.d;@", "45017", "2023-04-01")]
#[case("[$-411]ggge\"年\"m\"月\"d\"日\"\\(aaa\\)", "45017", "2023-04-01")]
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
#[case("#,###", "1250", "1250")]
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
        proptest::prop_assert_eq!(NumberFormat::of("#,##0").show(&number.to_string(), false).text, number.to_string());
        proptest::prop_assert_eq!(NumberFormat::General.show(&number.to_string(), false).text, number.to_string());
    }
}
