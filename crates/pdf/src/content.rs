//! The operators of a page, followed as far as they place glyphs and rules.
//!
//! Colours count only where they make something invisible (white on paper); pictures are counted and never
//! unpacked; clips, patterns and shadings are left alone. Not here: fonts (`typeface`) and paths (`path`).

mod path;
mod state;

use std::collections::HashSet;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;

use crate::Fault;
use crate::budget::Budget;
use crate::glyph::{ABOVE, Area, BELOW, Glyph, Sheet, Turn, UNNAMED};
use crate::guard::{flat, unpack};
use crate::typeface::{Typeface, Typefaces};

use path::Path;
use state::State;
pub(crate) use state::Transform;

/// How deep forms may stand in forms.
const DEEPEST: usize = 24;
/// How deep states may be saved in one stream.
const MOST_STATES: usize = 512;
/// The most glyphs of one page; a poster has fewer.
const MOST_GLYPHS: usize = 300_000;
/// Smaller glyphs are not meant to be read, in points.
const SMALLEST: f64 = 0.7;

/// Follows the operators of one page.
pub(crate) struct Reader<'s, 'a> {
    sheet: &'s mut Sheet,
    faces: &'s mut Typefaces<'a>,
    hidden: &'s HashSet<ObjectIdentifier>,
    budget: &'s mut Budget,
    /// The forms that are being followed, so that none is followed inside of itself.
    open: Vec<ObjectIdentifier>,
    /// How many hidden layers are open.
    hiding: usize,
    /// How many operators have printed text.
    runs: u32,
}

impl<'s, 'a> Reader<'s, 'a> {
    pub(crate) fn new(
        sheet: &'s mut Sheet,
        faces: &'s mut Typefaces<'a>,
        hidden: &'s HashSet<ObjectIdentifier>,
        budget: &'s mut Budget,
    ) -> Self {
        Self {
            sheet,
            faces,
            hidden,
            budget,
            open: Vec::new(),
            hiding: 0,
            runs: 0,
        }
    }

    /// Follows the operators of a page.
    pub(crate) fn page(
        &mut self,
        operators: TypedIter<'_>,
        resources: &Resources<'a>,
        onto_page: Transform,
    ) -> Result<(), Fault> {
        self.follow(operators, resources, State::new(onto_page))
    }

    fn follow(
        &mut self,
        mut operators: TypedIter<'_>,
        resources: &Resources<'a>,
        mut state: State<'a>,
    ) -> Result<(), Fault> {
        let mut saved: Vec<State<'a>> = Vec::new();
        let mut path = Path::default();
        let mut layers: Vec<bool> = Vec::new();
        while let Some(operator) = operators.next() {
            self.budget.operation()?;
            match operator {
                Op::SaveState(_) if saved.len() < MOST_STATES => saved.push(state.clone()),
                Op::RestoreState(_) => state = saved.pop().unwrap_or(state),
                Op::Transform(t) => {
                    state.onto_page = state
                        .onto_page
                        .after(&numbers([&t.0, &t.1, &t.2, &t.3, &t.4, &t.5]))
                }
                Op::LineWidth(w) => state.line = w.0.as_f64(),

                Op::NonStrokeColorDeviceGray(c) => state.white_fill = is_white(&[&c.0]),
                Op::NonStrokeColorDeviceRgb(c) => state.white_fill = is_white(&[&c.0, &c.1, &c.2]),
                Op::NonStrokeColorCmyk(c) => state.white_fill = is_clear(&[&c.0, &c.1, &c.2, &c.3]),
                Op::NonStrokeColor(c) => state.white_fill = is_bright(&c.0),
                Op::NonStrokeColorNamed(c) => state.white_fill = c.1.is_none() && is_bright(&c.0),
                Op::ColorSpaceNonStroke(_) => state.white_fill = false,
                Op::StrokeColorDeviceGray(c) => state.white_line = is_white(&[&c.0]),
                Op::StrokeColorDeviceRgb(c) => state.white_line = is_white(&[&c.0, &c.1, &c.2]),
                Op::StrokeColorCmyk(c) => state.white_line = is_clear(&[&c.0, &c.1, &c.2, &c.3]),
                Op::StrokeColor(c) => state.white_line = is_bright(&c.0),
                Op::StrokeColorNamed(c) => state.white_line = c.1.is_none() && is_bright(&c.0),
                Op::ColorSpaceStroke(_) => state.white_line = false,

                Op::MoveTo(p) => path.start(state.point(&p.0, &p.1)),
                Op::LineTo(p) => path.line(state.point(&p.0, &p.1)),
                Op::CubicTo(c) => path.curve(state.point(&c.4, &c.5)),
                Op::CubicStartTo(c) => path.curve(state.point(&c.2, &c.3)),
                Op::CubicEndTo(c) => path.curve(state.point(&c.2, &c.3)),
                Op::ClosePath(_) => path.close(),
                Op::RectPath(r) => path.rectangle(state.corners(&r.0, &r.1, &r.2, &r.3)),
                Op::StrokePath(_) => self.draw(&mut path, &state, (false, true))?,
                Op::CloseAndStrokePath(_) => {
                    path.close();
                    self.draw(&mut path, &state, (false, true))?;
                }
                Op::FillPathNonZero(_) | Op::FillPathNonZeroCompatibility(_) | Op::FillPathEvenOdd(_) => {
                    self.draw(&mut path, &state, (true, false))?
                }
                Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => {
                    self.draw(&mut path, &state, (true, true))?
                }
                Op::CloseFillAndStrokeNonZero(_) | Op::CloseFillAndStrokeEvenOdd(_) => {
                    path.close();
                    self.draw(&mut path, &state, (true, true))?;
                }
                Op::EndPath(_) => path = Path::default(),

                Op::BeginText(_) => state.begin_text(),
                Op::TextFont(f) => {
                    state.font = match resources.get_font(f.0) {
                        Some(dict) => self.faces.of(&dict, self.budget)?,
                        None => None,
                    };
                    state.size = f.1.as_f64();
                }
                Op::CharacterSpacing(n) => state.between_glyphs = n.0.as_f64(),
                Op::WordSpacing(n) => state.between_words = n.0.as_f64(),
                Op::HorizontalScaling(n) => state.stretch = n.0.as_f64() / 100.0,
                Op::TextLeading(n) => state.leading = n.0.as_f64(),
                Op::TextRise(n) => state.rise = n.0.as_f64(),
                Op::NextLine(n) => state.next_line(n.0.as_f64(), n.1.as_f64()),
                Op::NextLineAndSetLeading(n) => {
                    state.leading = -n.1.as_f64();
                    state.next_line(n.0.as_f64(), n.1.as_f64());
                }
                Op::NextLineUsingLeading(_) => state.next_line(0.0, -state.leading),
                Op::SetTextMatrix(t) => state.set_text(numbers([&t.0, &t.1, &t.2, &t.3, &t.4, &t.5])),
                Op::ShowText(s) => self.show(&mut state, s.0.as_bytes())?,
                Op::ShowTexts(s) => self.show_all(&mut state, s.0)?,
                Op::NextLineAndShowText(s) => {
                    state.next_line(0.0, -state.leading);
                    self.show(&mut state, s.0.as_bytes())?;
                }
                Op::ShowTextWithParameters(s) => {
                    (state.between_words, state.between_glyphs) = (s.0.as_f64(), s.1.as_f64());
                    state.next_line(0.0, -state.leading);
                    self.show(&mut state, s.2.as_bytes())?;
                }

                Op::XObject(x) => {
                    if let Some(stream) = resources.get_x_object(x.0) {
                        self.form(&stream, resources, &state)?;
                    }
                }
                Op::InlineImage(_) => self.sheet.pictures += usize::from(self.hiding == 0),
                Op::BeginMarkedContent(_) => layers.push(false),
                Op::BeginMarkedContentWithProperties(mark) => {
                    let hides = mark.0.as_ref() == b"OC" && self.is_hidden(mark.1, resources);
                    self.hiding += usize::from(hides);
                    layers.push(hides);
                }
                Op::EndMarkedContent(_) => self.hiding -= usize::from(layers.pop().unwrap_or(false)),
                _ => {}
            }
        }
        self.hiding -= layers.iter().filter(|hides| **hides).count();
        Ok(())
    }

    fn is_hidden(&self, properties: &Object<'_>, resources: &Resources<'a>) -> bool {
        let name = properties.clone().into_name();
        let layer = name.and_then(|name| resources.properties.get_ref(name.as_ref()));
        layer.is_some_and(|layer| self.hidden.contains(&layer.into()))
    }

    /// A form is followed with the state that it is called in; a picture is counted.
    fn form(
        &mut self,
        stream: &Stream<'a>,
        resources: &Resources<'a>,
        state: &State<'a>,
    ) -> Result<(), Fault> {
        let dict = stream.dict();
        let layer = dict.get_ref(b"OC").map(ObjectIdentifier::from);
        if self.hiding > 0 || layer.is_some_and(|layer| self.hidden.contains(&layer)) {
            return Ok(());
        }
        if dict
            .get::<Name<'_>>(b"Subtype")
            .is_none_or(|kind| kind.as_ref() != b"Form")
        {
            self.sheet.pictures += 1;
            return Ok(());
        }
        let id = stream.obj_id();
        if self.open.len() >= DEEPEST || self.open.contains(&id) {
            return Err(Fault::Broken);
        }
        let Some(operators) = unpack(stream, self.budget)? else {
            return Ok(());
        };
        flat(&operators)?;
        let own = dict.get::<Dict<'a>>(b"Resources").map(Resources::new);
        let mut inside = state.clone();
        if let Some(matrix) = dict.get::<[f64; 6]>(b"Matrix") {
            inside.onto_page = inside.onto_page.after(&Transform(matrix));
        }
        self.open.push(id);
        self.follow(
            TypedIter::new(&operators),
            own.as_ref().unwrap_or(resources),
            inside,
        )?;
        self.open.pop();
        Ok(())
    }

    fn draw(&mut self, path: &mut Path, state: &State<'a>, (fill, line): (bool, bool)) -> Result<(), Fault> {
        let path = std::mem::take(path);
        if self.hiding > 0 {
            return Ok(());
        }
        let page = Area {
            left: -1.0,
            top: -1.0,
            right: self.sheet.width + 1.0,
            bottom: self.sheet.height + 1.0,
        };
        let width = state.line * state.onto_page.scale();
        let found = path.rules(
            fill && !state.white_fill,
            (line && !state.white_line).then_some(width as f32),
            &page,
        );
        for (is_across, rule) in found {
            self.budget.rule()?;
            match is_across {
                true => self.sheet.across.push(rule),
                false => self.sheet.down.push(rule),
            }
        }
        Ok(())
    }

    fn show_all(&mut self, state: &mut State<'a>, pieces: &Array<'_>) -> Result<(), Fault> {
        self.runs += 1;
        for piece in pieces.iter::<Object<'_>>() {
            match piece {
                Object::Number(number) => state.adjust(number.as_f64()),
                Object::String(text) => self.print(state, text.as_bytes())?,
                _ => {}
            }
        }
        Ok(())
    }

    fn show(&mut self, state: &mut State<'a>, bytes: &[u8]) -> Result<(), Fault> {
        self.runs += 1;
        self.print(state, bytes)
    }

    fn print(&mut self, state: &mut State<'a>, bytes: &[u8]) -> Result<(), Fault> {
        let Some(face) = state.font.clone() else {
            return self.place_unnamed(state, bytes.len());
        };
        let mut at = 0;
        while at < bytes.len() {
            let (code, length) = face.font.read_code(bytes, at);
            let length = length.max(1);
            at += length;
            self.budget.glyph()?;
            self.budget.operation()?;
            let advance = face.font.code_advance(code);
            let (x, y) = (advance.x / 1000.0, advance.y / 1000.0);
            if self.hiding == 0 {
                self.place(
                    state,
                    &face,
                    code,
                    if face.font.is_horizontal() { x } else { 1.0 },
                )?;
            }
            let is_space = code == 32 && length == 1;
            state.advance(x, y, face.font.is_horizontal(), is_space);
        }
        Ok(())
    }

    /// Text in a font that cannot be read is not passed over: a sign of it stands on the sheet.
    fn place_unnamed(&mut self, state: &State<'a>, bytes: usize) -> Result<(), Fault> {
        if self.hiding == 0 {
            self.sheet.unnamed += bytes.div_ceil(2);
            self.put(state.em(), (0.0, 0.0), 1.0, None)?;
        }
        Ok(())
    }

    fn place(
        &mut self,
        state: &State<'a>,
        face: &Rc<Typeface<'a>>,
        code: u32,
        width: f64,
    ) -> Result<(), Fault> {
        let origin = face.font.origin_displacement(code);
        let name = face.name(code);
        self.sheet.unnamed += usize::from(name.is_none());
        let origin = (origin.x / 1000.0, origin.y / 1000.0);
        self.put(state.em(), origin, width, Some((face, name)))
    }

    /// Puts a glyph on the sheet, where it stands on the page and is large enough to be read.
    fn put(
        &mut self,
        em: Transform,
        origin: (f64, f64),
        width: f64,
        named: Option<(&Rc<Typeface<'a>>, Option<Rc<str>>)>,
    ) -> Result<(), Fault> {
        let (x, y) = em.apply(origin.0, origin.1);
        let Transform([ax, ay, ux, uy, ..]) = em;
        let (along, size) = (ax.hypot(ay), ux.hypot(uy));
        let width = (along * width) as f32;
        let is_on_page = (-1.0..=f64::from(self.sheet.width) + 1.0).contains(&x)
            && (-1.0..=f64::from(self.sheet.height) + 1.0).contains(&y);
        if !is_on_page || !(SMALLEST..=2_000.0).contains(&size) || !width.is_finite() {
            return Ok(());
        }
        if self.sheet.glyphs.len() >= MOST_GLYPHS {
            return Err(Fault::TooMuch);
        }
        let turn = turn(ax, ay);
        let (face, name) = named.unzip();
        self.sheet.glyphs.push(Glyph {
            text: name.flatten().unwrap_or_else(|| Rc::from(UNNAMED)),
            area: area(turn, (x as f32, y as f32), width, size as f32),
            size: size as f32,
            turn,
            vertical: face.is_some_and(|face| !face.font.is_horizontal()),
            bold: face.is_some_and(|face| face.bold),
            run: self.runs,
        });
        Ok(())
    }
}

fn turn(ax: f64, ay: f64) -> Turn {
    if ay.abs() < ax.abs() * 0.1 {
        if ax > 0.0 { Turn::Upright } else { Turn::Over }
    } else if ax.abs() < ay.abs() * 0.1 {
        if ay > 0.0 { Turn::Down } else { Turn::Up }
    } else {
        Turn::Slanted
    }
}

/// The em square of a glyph whose foot begins at a point.
fn area(turn: Turn, (x, y): (f32, f32), width: f32, size: f32) -> Area {
    let (above, below) = (size * ABOVE, size * BELOW);
    let (left, top, right, bottom) = match turn {
        Turn::Upright | Turn::Slanted => (x, y - above, x + width, y + below),
        Turn::Over => (x - width, y - below, x, y + above),
        Turn::Down => (x - below, y, x + above, y + width),
        Turn::Up => (x - above, y - width, x + below, y),
    };
    Area {
        left,
        top,
        right,
        bottom,
    }
}

fn numbers(of: [&Number; 6]) -> Transform {
    Transform(of.map(Number::as_f64))
}

fn is_white(parts: &[&Number]) -> bool {
    parts.iter().all(|part| part.as_f64() > 0.98)
}

fn is_clear(inks: &[&Number]) -> bool {
    inks.iter().all(|ink| ink.as_f64() < 0.02)
}

/// Whether a colour of a space that is not looked at is white in the spaces that are common.
fn is_bright(parts: &[Number]) -> bool {
    match parts.len() {
        1 | 3 => parts.iter().all(|part| part.as_f64() > 0.98),
        4 => parts.iter().all(|part| part.as_f64() < 0.02),
        _ => false,
    }
}
