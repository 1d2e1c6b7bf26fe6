//! Reading subtitles: SRT and WebVTT, told apart by their first line. How they look in the file (places, colours, classes)
//! is left out.

use crate::limits;
use std::fmt;

/// A text, and when it is shown, in seconds of the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cue {
    pub start: f64,
    /// After `start`.
    pub end: f64,
    /// Lines, without markup; not empty.
    pub text: String,
}

/// The file cannot be read as subtitles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadSubtitles {
    /// A line is not as it should be.
    Line {
        /// Counted from 1.
        number: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// It is no text in UTF-8.
    NotText,
    /// It holds more than [`limits::CUES`].
    TooMany,
}

impl fmt::Display for BadSubtitles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadSubtitles::Line { number, what } => write!(f, "line {number}: {what}"),
            BadSubtitles::NotText => f.write_str("it is not text in UTF-8; save it in that encoding"),
            BadSubtitles::TooMany => write!(f, "it holds more than {} subtitles; split it", limits::CUES),
        }
    }
}

const ARROW: &str = "-->";

/// Reads a file, in its own order.
///
/// # Errors
/// What is wrong with it first.
pub(crate) fn parse(file: &[u8]) -> Result<Vec<Cue>, BadSubtitles> {
    let text = std::str::from_utf8(file).map_err(|_| BadSubtitles::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_vtt = text.starts_with("WEBVTT");
    let mut cues = Vec::new();
    for block in blocks(text) {
        let timed = block.iter().take(2).position(|(_, line)| line.contains(ARROW));
        let Some(at) = timed else {
            // WebVTT has its head, notes, styles and regions; SRT has nothing but subtitles.
            match (block.first(), is_vtt) {
                (Some((number, _)), false) => {
                    let what = "expected a subtitle, with a line such as \"00:00:01,000 --> 00:00:04,000\" above its \
                                text; give the address of a file in SRT or WebVTT, and leave no empty line in a text";
                    return Err(BadSubtitles::Line { number: *number, what });
                }
                _ => continue,
            }
        };
        let (number, line) = block[at];
        let wrong = |what| BadSubtitles::Line { number, what };
        let (start, end) = times(line).ok_or_else(|| {
            wrong("expected times such as \"00:00:01,000 --> 00:00:04,000\" or \"00:01.000 --> 00:04.000\"; correct it")
        })?;
        if end < start {
            return Err(wrong("the subtitle ends before it begins; correct its times"));
        }
        let lines: Vec<String> = block[at + 1..].iter().map(|(_, line)| plain(line)).collect();
        let text = lines.join("\n").trim().to_owned();
        if cues.len() == limits::CUES {
            return Err(BadSubtitles::TooMany);
        }
        if end > start && !text.is_empty() {
            cues.push(Cue { start, end, text });
        }
    }
    Ok(cues)
}

/// Runs of lines with nothing empty in between, with their numbers. Lines end in any of the three ways.
fn blocks(text: &str) -> Vec<Vec<(usize, &str)>> {
    let mut blocks = vec![Vec::new()];
    let mut rest = text;
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        rest = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\r', '\n'])).unwrap_or(after);
        match (line.trim().is_empty(), blocks.last_mut()) {
            (false, Some(block)) => block.push((number, line)),
            _ => blocks.push(Vec::new()),
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// Start and end; what comes behind them says where the subtitle stands, and is left out.
fn times(line: &str) -> Option<(f64, f64)> {
    let (start, end) = line.split_once(ARROW)?;
    Some((time(start)?, time(end.split_whitespace().next()?)?))
}

/// `hh:mm:ss,mmm`, the hours of any length or left out, with a comma or a point, or without milliseconds.
fn time(text: &str) -> Option<f64> {
    let (clock, thousandths) = text.trim().split_once([',', '.']).unwrap_or((text.trim(), "0"));
    let number = |digits: &str| -> Option<u32> {
        let is_number = !digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|digit| digit.is_ascii_digit());
        if is_number { digits.parse().ok() } else { None }
    };
    let parts = clock.split(':').map(number).collect::<Option<Vec<u32>>>()?;
    let (hours, minutes, seconds) = match parts[..] {
        [minutes, seconds] => (0, minutes, seconds),
        [hours, minutes, seconds] => (hours, minutes, seconds),
        _ => return None,
    };
    let fraction = f64::from(number(thousandths)?) / 10_f64.powi(i32::try_from(thousandths.len()).ok()?);
    let whole = f64::from(hours) * 3600.0 + f64::from(minutes) * 60.0 + f64::from(seconds);
    (minutes < 60 && seconds < 60).then_some(whole + fraction)
}

/// A line without tags (`<i>`, `<v Ann>`, `<00:01.000>`) and braces (`{\an8}`), its entities replaced.
fn plain(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let marked = markup(from);
        if marked == 0 {
            // The sign itself: both take one byte.
            kept.push_str(&from[..1]);
        }
        rest = &from[marked.max(1)..];
    }
    kept.push_str(rest);
    entities(&kept)
}

/// How many bytes of markup `text` begins with.
fn markup(text: &str) -> usize {
    let begins = |is_first: fn(char) -> bool| text[1..].starts_with(is_first);
    let (close, is_markup) = match text.starts_with('<') {
        true => ('>', begins(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '/' | '.'))),
        false => ('}', begins(|sign| sign == '\\')),
    };
    let end = text.find(close).filter(|_| is_markup);
    end.map_or(0, |end| end + 1)
}

fn entities(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let named = from[1..].split_once(';').and_then(|(name, after)| Some((entity(name)?, after)));
        match named {
            Some((sign, after)) => {
                kept.push(sign);
                rest = after;
            }
            None => {
                kept.push('&');
                rest = &from[1..];
            }
        }
    }
    kept.push_str(rest);
    kept
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        _ => {
            let number = name.strip_prefix('#')?;
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code = hexadecimal.map_or_else(|| number.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok());
            code.and_then(char::from_u32).filter(|sign| !sign.is_control())?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(start: f64, end: f64, text: &str) -> Cue {
        Cue { start, end, text: text.to_owned() }
    }

    #[test]
    fn srt_is_read_with_any_line_ends_and_a_mark_before_it() {
        let file = "\u{feff}1\r\n00:00:01,500 --> 00:00:02,000\r\nOne\r\ntwo\r\n\r\n\r\n2\r\n01:02:03,004 --> 01:02:04,0\r\nThree";
        let wanted = [cue(1.5, 2.0, "One\ntwo"), cue(3723.004, 3724.0, "Three")];
        assert_eq!(parse(file.as_bytes()).unwrap(), wanted);
        assert_eq!(parse(file.replace("\r\n", "\n").as_bytes()).unwrap(), wanted);
        assert_eq!(parse(file.replace("\r\n", "\r").as_bytes()).unwrap(), wanted);
    }

    #[test]
    fn vtt_is_read_without_its_head_notes_styles_names_and_settings() {
        let file = "WEBVTT - some title\nKind: captions\n\nNOTE\nnot shown\n\nSTYLE\n::cue { color: red }\n\n\
                    intro\n00:01.000 --> 00:02.500 align:start line:0%\nHello\n\n00:00:03.000-->00:00:04\nBye\n";
        assert_eq!(parse(file.as_bytes()).unwrap(), [cue(1.0, 2.5, "Hello"), cue(3.0, 4.0, "Bye")]);
        assert_eq!(parse(b"WEBVTT"), Ok(Vec::new()));
    }

    #[test]
    fn tags_go_and_entities_are_replaced() {
        for (written, shown) in [
            ("<i>a</i> <b>b</b> <c.red.big>c</c>", "a b c"),
            ("<v Ann Lee>Hi <00:00:01.500>there", "Hi there"),
            ("{\\an8}up {\\i1}here", "up here"),
            ("<font color=\"#fff\">x</font>", "x"),
            ("1 < 2 > {3} <> a<", "1 < 2 > {3} <> a<"),
            ("Tom &amp; Jerry &lt;3 &#233;&#xe9; &nbsp;&unknown; & so", "Tom & Jerry <3 éé \u{a0}&unknown; & so"),
            ("&amp;lt;i&amp;gt;", "&lt;i&gt;"),
            ("&#0;&#xd800;", "&#0;&#xd800;"),
            ("é<b>ü", "éü"),
        ] {
            assert_eq!(plain(written), shown);
        }
    }

    #[test]
    fn what_says_nothing_or_lasts_no_time_is_left_out() {
        let file = "1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n\n2\n00:00:03,000 --> 00:00:03,000\nx\n";
        assert_eq!(parse(file.as_bytes()), Ok(Vec::new()));
    }

    #[test]
    fn faults_are_told_by_their_line() {
        let line = |file: &str| match parse(file.as_bytes()) {
            Err(BadSubtitles::Line { number, .. }) => number,
            other => panic!("{other:?}"),
        };
        assert_eq!(line("<!DOCTYPE html>\n<p>Not found</p>"), 1);
        assert_eq!(line("1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n00:00:xx --> 00:00:05,000\nb"), 6);
        assert_eq!(line("1\n00:00:05,000 --> 00:00:02,000\na"), 2);
        assert_eq!(line("1\n00:61:00,000 --> 00:62:00,000\na"), 2);
        assert_eq!(line("WEBVTT\n\nx\n00:01 --> \ny"), 4);
        assert_eq!(line("1\n00:00:01,000 --> 00:00:02,000\na\n\nb"), 5);
        assert_eq!(parse(b"\xff\xfe1\0"), Err(BadSubtitles::NotText));
        let message = BadSubtitles::Line { number: 3, what: "so" }.to_string();
        assert_eq!(message, "line 3: so");
    }

    #[test]
    fn twenty_thousand_are_read_and_no_more() {
        let one = "00:00:01,000 --> 00:00:02,000\na\n\n";
        assert_eq!(parse(one.repeat(20_000).as_bytes()).unwrap().len(), 20_000);
        assert_eq!(parse(one.repeat(20_001).as_bytes()), Err(BadSubtitles::TooMany));
    }
}
