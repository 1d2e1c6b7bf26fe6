use super::*;
use crate::testing;
use domain::composition::*;
use std::path::PathBuf;

const FPS: Rational = Rational::new(25, 1);

const WHOLE: Rect = Rect { x: 0.0, y: 0.0, width: 100.0, height: 50.0 };

fn layer(pointer: &str, start: f64, end: f64, content: Content) -> Node {
    testing::layer(pointer, (start, end), content, WHOLE)
}

fn film(source: u32) -> Content {
    Content::Video { source: SourceId(source), crop: WHOLE, time: TimeMap::IDENTITY }
}

fn job(nodes: Vec<Node>) -> RenderJob {
    let canvas = Canvas { width: 100, height: 50, fps: FPS, background: Color::BLACK };
    let mut job = testing::job(canvas, 20.0, OutputFormat::Mp4);
    job.composition.nodes = nodes;
    let digests = ["a", "b", "a"].map(str::to_owned).to_vec();
    RenderJob { cache: Some(SegmentCache { folder: PathBuf::new(), digests }), ..job }
}

/// The keys of segments of 2 s.
fn keys(job: &RenderJob) -> Vec<String> {
    crate::gst_setup::init().unwrap();
    let plan = Plan::of(job).unwrap();
    let settings = VideoSettings::new(job.output.quality, plan.size, plan.fps);
    let keys = Keys::of(job, job.cache.as_ref().unwrap(), &plan, &settings, || ()).unwrap();
    (0..10).map(|nth| keys.segment(&(nth * 50..nth * 50 + 50))).collect()
}

/// Which keys differ.
fn changed(one: &RenderJob, other: &RenderJob) -> Vec<usize> {
    let (one, other) = (keys(one), keys(other));
    (0..one.len()).filter(|nth| one[*nth] != other[*nth]).collect()
}

fn two() -> Vec<Node> {
    vec![layer("film", 0.0, 20.0, film(0)), layer("card", 5.0, 7.0, film(1))]
}

#[test]
fn a_change_is_felt_where_it_shows_and_nowhere_else() {
    let before = job(two());
    assert_eq!(changed(&before, &before.clone()), [0; 0]);
    let mut moved = two();
    moved[1] = layer("card", 5.0, 9.0, film(1));
    assert_eq!(changed(&before, &job(moved)), [2, 3, 4]);
    let mut other = two();
    other[1] = layer("card", 5.0, 7.0, film(0));
    assert_eq!(changed(&before, &job(other)), [2, 3]);
    let mut faded = before.clone();
    let Node::Layer(card) = &mut faded.composition.nodes[1] else { panic!() };
    card.opacities = vec![Keyframes::ramp((0.0, 0.0), (1.0, 1.0), Easing::Linear)];
    assert_eq!(changed(&before, &faded), [2, 3]);
}

#[test]
fn numbers_and_names_do_not_count_and_content_does() {
    let before = job(two());
    // The same file under another number, another place in the edit, something before it that ends in time.
    let nodes = vec![layer("new", 0.0, 1.0, film(1)), layer("x", 0.0, 20.0, film(2)), layer("y", 5.0, 7.0, film(1))];
    assert_eq!(changed(&before, &job(nodes)), [0]);
    let mut changed_file = before.clone();
    changed_file.cache.as_mut().unwrap().digests[1] = "c".to_owned();
    assert_eq!(changed(&before, &changed_file), [2, 3]);
}

#[test]
fn what_shows_all_the_time_is_felt_everywhere() {
    let before = job(two());
    let all: Vec<usize> = (0..10).collect();
    for change in [
        (|job: &mut RenderJob| job.output.quality = Quality::High) as fn(&mut RenderJob),
        |job| job.output.watermark = true,
        |job| job.output.scale_to = Some((50, 24)),
        |job| job.composition.canvas.background.r = 1,
        |job| job.cache.as_mut().unwrap().digests[0] = "z".to_owned(),
    ] {
        let mut after = before.clone();
        change(&mut after);
        assert_eq!(changed(&before, &after), all);
    }
}

#[test]
fn the_same_picture_at_another_time_has_the_same_key() {
    let at = |start: f64| keys(&job(vec![layer("film", start, start + 1.2, film(0))]));
    // 0.2 s into the second segment, and into the eighth: 2.2 - 2 and 14.2 - 14 differ as binary fractions.
    assert_eq!(at(2.2)[1], at(14.2)[7]);
    assert_ne!(at(2.2)[1], at(14.24)[7]);
    assert_ne!(at(2.2)[1], at(2.2)[2]);
}

#[test]
fn mattes_and_groups_are_part_of_it() {
    let masked = |source: u32, from: f64| {
        let mut nodes = two();
        let Node::Layer(card) = &mut nodes[1] else { panic!() };
        let span = Span { start: from, end: 7.0 };
        card.masks = vec![Mask::Luma { span, content: film(source), polarity: LumaPolarity::BlackHides }];
        job(nodes)
    };
    assert_eq!(changed(&job(two()), &masked(0, 6.0)), [2, 3]);
    assert_eq!(changed(&masked(0, 6.0), &masked(1, 6.0)), [2, 3]);
    assert_eq!(changed(&masked(0, 6.0), &masked(2, 6.0)), [0; 0], "the same file");
    assert_eq!(changed(&masked(0, 6.0), &masked(0, 6.5)), [3]);

    let grouped = |source: u32| {
        let Node::Layer(Layer { pointer, span, placement, blend, .. }) = layer("g", 5.0, 7.0, film(0)) else {
            panic!()
        };
        let nodes = vec![layer("one", 5.0, 6.0, film(source)), layer("two", 6.0, 7.0, film(1))];
        let (opacities, effects, masks) = (Vec::new(), Vec::new(), Vec::new());
        let group = Node::Group(Group { pointer, span, nodes, placement, opacities, effects, blend, masks });
        job(vec![layer("film", 0.0, 20.0, film(0)), group])
    };
    assert_eq!(changed(&grouped(0), &grouped(1)), [2]);
}

#[test]
fn a_source_without_a_digest_keeps_everything_from_being_used_again() {
    crate::gst_setup::init().unwrap();
    let mut job = job(two());
    job.sources = vec!["one".into(); 4];
    let plan = Plan::of(&job).unwrap();
    let settings = VideoSettings::new(job.output.quality, plan.size, plan.fps);
    assert!(Keys::of(&job, job.cache.as_ref().unwrap(), &plan, &settings, || ()).is_err());
    job.sources.pop();
    assert!(Keys::of(&job, job.cache.as_ref().unwrap(), &plan, &settings, || ()).is_ok());
}
