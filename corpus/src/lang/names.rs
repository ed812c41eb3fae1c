//! Names of languages: ISO 639 codes, babel's and polyglossia's options, English names and the languages' own.
//!
//! Sources: ISO 639-1 and 639-2 (Library of Congress), the option lists of the babel and polyglossia manuals, BCP 47.

use super::plain;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Every two-letter code of ISO 639-1.
const TWO: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja \
    jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng \
    nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw \
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// The tag, then its three-letter codes and names, without accents, in lower case.
const NAMES: &[(&str, &str)] = &[
    ("af", "afr afrikaans"),
    ("ar", "ara arabic العربية"),
    ("ast", "ast asturian asturianu"),
    ("be", "bel belarusian беларуская"),
    ("bg", "bul bulgarian български"),
    ("bn", "ben bengali bangla"),
    ("br", "bre breton brezhoneg"),
    ("bs", "bos bosnian bosanski"),
    ("ca", "cat catalan catala valencian"),
    ("co", "cos corsican corsu"),
    ("cop", "cop coptic"),
    ("cs", "cze ces czech cestina tcheque"),
    ("cy", "wel cym welsh cymraeg"),
    ("da", "dan danish dansk danois"),
    ("de", "ger deu german ngerman germanb deutsch allemand aleman alemao tedesco"),
    ("de-AT", "austrian naustrian"),
    ("de-CH", "swissgerman nswissgerman"),
    ("el", "gre ell greek polutonikogreek ελληνικα grec"),
    ("en", "eng english anglais ingles inglese englisch"),
    ("en-AU", "australian"),
    ("en-CA", "canadian"),
    ("en-GB", "british ukenglish"),
    ("en-NZ", "newzealand"),
    ("en-US", "american usenglish"),
    ("eo", "epo esperanto"),
    ("es", "spa spanish espanol castellano castilian espagnol espanhol spagnolo spanisch"),
    ("es-MX", "spanishmx mexican"),
    ("et", "est estonian eesti"),
    ("eu", "baq eus basque euskara"),
    ("fa", "per fas persian farsi"),
    ("fi", "fin finnish suomi finnois"),
    ("fo", "fao faroese"),
    ("fr", "fre fra french francais frenchb frances francese franzosisch"),
    ("fr-CA", "canadien acadian"),
    ("frm", "frm"),
    ("fro", "fro"),
    ("fur", "fur friulan friulian"),
    ("ga", "gle irish gaeilge"),
    ("gd", "gla scottish gaidhlig"),
    ("gl", "glg galician galego"),
    ("grc", "grc ancientgreek"),
    ("he", "heb hebrew עברית"),
    ("hi", "hin hindi हिन्दी"),
    ("hr", "hrv scr croatian hrvatski"),
    ("hsb", "hsb uppersorbian usorbian"),
    ("dsb", "dsb lowersorbian lsorbian"),
    ("ht", "hat haitian"),
    ("hu", "hun hungarian magyar hongrois"),
    ("hy", "arm hye armenian"),
    ("ia", "ina interlingua"),
    ("id", "ind indonesian bahasai bahasa indon"),
    ("is", "ice isl icelandic islenska"),
    ("it", "ita italian italiano italien italienisch"),
    ("ja", "jpn japanese 日本語 japonais"),
    ("ka", "geo kat georgian"),
    ("kk", "kaz kazakh"),
    ("km", "khm khmer"),
    ("kn", "kan kannada"),
    ("ko", "kor korean 한국어 coreen"),
    ("la", "lat latin latina"),
    ("lo", "lao"),
    ("lt", "lit lithuanian lietuviu"),
    ("lv", "lav latvian latviesu"),
    ("mi", "mao mri maori"),
    ("mk", "mac mkd macedonian"),
    ("ml", "mal malayalam"),
    ("mn", "mon mongolian"),
    ("mr", "mar marathi"),
    ("ms", "may msa malay bahasam melayu"),
    ("my", "bur mya burmese"),
    ("nb", "nob bokmal"),
    ("nl", "dut nld dutch nederlands neerlandais flemish"),
    ("nn", "nno nynorsk"),
    ("no", "nor norwegian norsk norvegien"),
    ("oc", "oci occitan"),
    ("pl", "pol polish polski polonais"),
    ("pt", "por portuguese portuges portugues portugais portugiesisch portoghese"),
    ("pt-BR", "brazil brazilian"),
    ("qu", "que quechua"),
    ("rm", "roh romansh"),
    ("ro", "rum ron romanian romana roumain"),
    ("ru", "rus russian русский russe russisch"),
    ("sa", "san sanskrit"),
    ("se", "sme samin"),
    ("sk", "slo slk slovak slovencina"),
    ("sl", "slv slovene slovenian slovenscina"),
    ("sq", "alb sqi albanian shqip"),
    ("sr", "srp scc serbian serbianc srpski српски"),
    ("sv", "swe swedish svenska suedois"),
    ("sw", "swa swahili kiswahili"),
    ("ta", "tam tamil"),
    ("te", "tel telugu"),
    ("th", "tha thai"),
    ("tk", "tuk turkmen"),
    ("tr", "tur turkish turkce turc"),
    ("uk", "ukr ukrainian українська"),
    ("ur", "urd urdu"),
    ("vi", "vie vietnamese"),
    ("yi", "yid yiddish"),
    ("zh", "chi zho cmn chinese chinois mandarin 中文 汉语 漢語"),
];

/// The tag of what a file writes; see [`Lang::parse`](super::Lang::parse).
pub(super) fn parse(written: &str) -> Option<String> {
    let written = written.trim_matches(|c: char| c.is_whitespace() || "\"'{}[]()".contains(c));
    if written.is_empty() || written.len() > 40 {
        return None;
    }
    let folded = plain(written);
    // No name of the table is as short as a tag of two letters.
    if folded.len() == 2
        && let Some(tag) = by_tag(&folded)
    {
        return Some(tag);
    }
    by_name(&folded).map(str::to_string).or_else(|| by_tag(&folded))
}

/// The tag of a name or of a three-letter code.
fn by_name(folded: &str) -> Option<&'static str> {
    static TAGS: OnceLock<FxHashMap<Box<str>, &'static str>> = OnceLock::new();
    // Names in other scripts may have lost their marks in folding. Of two languages of one name the first is meant.
    let tags = || {
        let mut tags = FxHashMap::default();
        for (tag, name) in NAMES.iter().flat_map(|(tag, names)| names.split(' ').map(move |name| (*tag, name))) {
            tags.entry(Box::from(name)).or_insert(tag);
            tags.entry(plain(name).into_boxed_str()).or_insert(tag);
        }
        tags
    };
    TAGS.get_or_init(tags).get(folded).copied()
}

/// A BCP 47 tag or a locale: language, then a script of four letters and a region of two letters or three digits.
fn by_tag(folded: &str) -> Option<String> {
    let locale = folded.split(['.', '@']).next().unwrap_or_default();
    let mut subtags = locale.split(['-', '_']);
    let first = subtags.next().unwrap_or_default();
    let mut tag = if first.len() == 2 && TWO.as_bytes().chunks(3).any(|code| code.starts_with(first.as_bytes())) {
        first.to_string()
    } else if first.len() == 3 && locale.len() > 3 {
        by_name(first)?.to_string()
    } else {
        return None;
    };
    for subtag in subtags {
        let letters = subtag.bytes().all(|b| b.is_ascii_alphabetic());
        match subtag.len() {
            4 if letters => tag = format!("{tag}-{}{}", subtag[..1].to_ascii_uppercase(), &subtag[1..]),
            2 if letters => tag = format!("{tag}-{}", subtag.to_ascii_uppercase()),
            3 if subtag.bytes().all(|b| b.is_ascii_digit()) => tag = format!("{tag}-{subtag}"),
            1..=8 if subtag.bytes().all(|b| b.is_ascii_alphanumeric()) => tag = format!("{tag}-{subtag}"),
            _ => return None,
        }
    }
    Some(tag)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_files_write_is_one_tag() {
        for (written, tag) in [
            ("fr", "fr"),
            ("FR", "fr"),
            ("fr_CA", "fr-CA"),
            ("fr-FR", "fr-FR"),
            ("fre", "fr"),
            ("fra", "fr"),
            ("french", "fr"),
            ("francais", "fr"),
            ("Français", "fr"),
            ("Franc\u{327}ais", "fr"),
            ("canadien", "fr-CA"),
            ("ngerman", "de"),
            ("{Deutsch}", "de"),
            ("brazilian", "pt-BR"),
            ("eng-US", "en-US"),
            ("zh_hans_cn", "zh-Hans-CN"),
            ("fr_CA.UTF-8", "fr-CA"),
            ("es-419", "es-419"),
            ("日本語", "ja"),
            ("Русский", "ru"),
            ("American", "en-US"),
            ("हिन्दी", "hi"),
            ("de-1996", "de-1996"),
        ] {
            assert_eq!(parse(written).as_deref(), Some(tag), "{written}");
        }
    }

    #[test]
    fn what_is_no_language_is_none() {
        for written in ["", "und", "mul", "zxx", "xx", "C", "POSIX", "n/a", "Résumé anglais", "fr en", "--", "fr-", "é"]
        {
            assert_eq!(parse(written), None, "{written}");
        }
    }
}
