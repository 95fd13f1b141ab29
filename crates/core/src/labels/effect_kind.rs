//! Whether amounts are planned, actual or forecast, as a label says it: 計画額, 実績, 決算見込.
//!
//! Not here: the kinds themselves (`effect`), the occasion on which an amount was stated.

use crate::effect::EffectKind;
use crate::text::fold;

/// Plan, actual or forecast, where a text says so; the word that stands last in the text decides.
pub fn effect_kind(text: &str) -> Option<EffectKind> {
    let mut folded = fold(text);
    // The name of a plan does not say that its amounts are planned.
    for name in [
        "実施計画",
        "推進計画",
        "行動計画",
        "改革計画",
        "総合計画",
        "適正化計画",
        "健全化計画",
        "計画期間",
        "計画策定",
    ] {
        folded = folded.replace(name, "");
    }
    let mut best: Option<(usize, EffectKind)> = None;
    let words: [(&str, EffectKind); 9] = [
        ("実績", EffectKind::Actual),
        ("決算", EffectKind::Actual),
        ("見込", EffectKind::Forecast),
        ("予測", EffectKind::Forecast),
        ("見通し", EffectKind::Forecast),
        ("計画額", EffectKind::Plan),
        ("計画値", EffectKind::Plan),
        ("計画", EffectKind::Plan),
        ("目標", EffectKind::Plan),
    ];
    for (word, kind) in words {
        if let Some(at) = folded
            .rfind(word)
            .filter(|_| !(word == "計画" && folded.contains("計画策定")))
            && best.is_none_or(|(known, _)| at > known)
        {
            best = Some((at, kind));
        }
    }
    best.map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_decides() {
        assert_eq!(effect_kind("令和4年度 (実績)"), Some(EffectKind::Actual));
        assert_eq!(
            effect_kind("計画策定時点の効果額見込み"),
            Some(EffectKind::Forecast)
        );
        assert_eq!(effect_kind("令和4年度"), None);
        assert_eq!(effect_kind("実施計画"), None);
    }
}
