//! The ids of the registry, as TypeScript knows them.

use inboxlens::chart::CHARTS;
use inboxlens::chart::theme::{Color, Theme};
use inboxlens::dashboard::DASHBOARDS;
use inboxlens::error;
use inboxlens::ingest::SOURCES;
use inboxlens::ingest::mapping::Role;
use inboxlens::ingest::whatsapp::DateOrder;
use inboxlens::lang::{LANGUAGES, Language};
use inboxlens::metrics::{METRICS, Measure, Unit, Value};
use inboxlens::query::WeekStart;
use inboxlens::query::between::EVENTS;
use inboxlens::query::dimension::Dimension;
use inboxlens::query::hours::Opening;
use inboxlens::query::observation::{Note, Reason};
use inboxlens::query::policy::{
    Clock, Credit, Csat, DateBasis, Duration, Field, FirstResponseFrom, PRESETS, ReadOver, Resolution, SnapshotAt,
    TurnStart,
};
use inboxlens::registry::{Entry, Word, typescript_union};
use inboxlens::report::comparison::Verdict;
use inboxlens::report::policies::Happened;
use inboxlens::report::quality::{Finding, Severity};
use inboxlens::report::request::{Cohort, ReportQuery};
use inboxlens::report::staffing::Assumption;
use inboxlens::report::table::{Kind, TABLES};
use inboxlens::stats::Stat;
use inboxlens::store::vendor::VendorTime;
use inboxlens::store::vocabulary::{Actor, Fact, Origin, Status};
use inboxlens::time::Step;
use inboxlens::time::period::{Compare, Preset};

fn words<W: Word>() -> String {
    W::ALL.iter().map(|word| format!("'{}'", word.id())).collect::<Vec<_>>().join(" | ")
}

/// The dimensions; of attributes there are as many as there are keys.
fn dimensions() -> String {
    let union = words::<Dimension>();
    union.replace(&format!("'{}'", Dimension::Attribute.id()), &format!("`{}:${{string}}`", Dimension::Attribute.id()))
}

fn ids<T: Entry>(list: &[T]) -> String {
    typescript_union(list)
}

/// The metrics of which there is a waiting curve.
fn waiting() -> String {
    let waiting = METRICS.iter().filter(|measure| !measure.waits.is_empty());
    waiting.map(|measure| format!("'{}'", measure.id)).collect::<Vec<_>>().join(" | ")
}

/// The metrics of which one key can be compared with the rest.
fn comparable() -> String {
    let comparable = METRICS.iter().filter(|measure| measure.value.is_rate() || measure.value == Value::Amount);
    comparable.map(|measure| format!("'{}'", measure.id)).collect::<Vec<_>>().join(" | ")
}

/// The metrics that are asked for by cohort.
fn of_cohorts() -> String {
    let of_cohorts = METRICS.iter().filter(|measure| measure.value == Value::Cohort);
    of_cohorts.map(|measure| format!("'{}'", measure.id)).collect::<Vec<_>>().join(" | ")
}

/// The metrics that count what happened.
fn counted() -> String {
    let counted = METRICS.iter().filter(|measure| matches!(measure.value, Value::Count | Value::Distinct(_)));
    counted.map(|measure| format!("'{}'", measure.id)).collect::<Vec<_>>().join(" | ")
}

/// The metrics of which each observation has a length or an amount.
fn spread() -> String {
    let spread = METRICS.iter().filter(|measure| measure.value.is_spread());
    spread.map(|measure| format!("'{}'", measure.id)).collect::<Vec<_>>().join(" | ")
}

fn listing() -> String {
    let unions = [
        ("MetricId", ids(&METRICS)),
        ("SpreadMetricId", spread()),
        ("WaitingMetricId", waiting()),
        ("ComparableMetricId", comparable()),
        ("CountedMetricId", counted()),
        ("CohortMetricId", of_cohorts()),
        ("CohortId", words::<Cohort>()),
        ("VerdictId", words::<Verdict>()),
        ("AssumptionId", words::<Assumption>()),
        ("DimensionId", dimensions()),
        ("FormatId", ids(SOURCES)),
        ("ColumnRole", words::<Role>()),
        ("ChartId", ids(&CHARTS)),
        ("DashboardId", ids(&DASHBOARDS)),
        ("TableId", ids(&TABLES)),
        ("ColumnKindId", words::<Kind>()),
        ("LanguageId", ids(&LANGUAGES)),
        ("PolicyPresetId", ids(&PRESETS)),
        ("PresetId", words::<Preset>()),
        ("CompareId", words::<Compare>()),
        ("StepId", words::<Step>()),
        ("StatId", words::<Stat>()),
        ("UnitId", words::<Unit>()),
        ("ReasonId", words::<Reason>()),
        ("NoteId", words::<Note>()),
        ("DurationEventId", EVENTS.iter().map(|kind| format!("'{}'", kind.id())).collect::<Vec<_>>().join(" | ")),
        ("FactId", words::<Fact>()),
        ("ActorId", words::<Actor>()),
        ("WeekStartId", words::<WeekStart>()),
        ("DateOrderId", words::<DateOrder>()),
        ("DateBasisId", words::<DateBasis>()),
        ("ClockId", words::<Clock>()),
        ("TurnStartId", words::<TurnStart>()),
        ("FirstResponseFromId", words::<FirstResponseFrom>()),
        ("ResolutionId", words::<Resolution>()),
        ("DurationId", words::<Duration>()),
        ("CreditId", words::<Credit>()),
        ("CsatId", words::<Csat>()),
        ("ReadOverId", words::<ReadOver>()),
        ("SnapshotAtId", words::<SnapshotAt>()),
        ("ErrorCode", words::<error::Code>()),
        ("FaultCode", words::<error::Fault>()),
        ("FindingId", words::<Finding>()),
        ("SeverityId", words::<Severity>()),
        ("HappenedId", words::<Happened>()),
        ("PolicyFieldId", words::<Field>()),
        ("VendorTimeId", words::<VendorTime>()),
    ];
    let lines = unions.map(|(name, union)| format!("export type {name} = {union};\n"));
    let formats = ids(SOURCES).replace(" | ", ", ");
    let formats = format!("\n/** All of them. */\nexport const FORMATS: readonly FormatId[] = [{formats}];\n");
    format!("// Made from the registry by `cargo xtask golden`.\n\n{}{formats}", lines.concat())
}

#[test]
fn typescript_knows_every_id() {
    crate::golden::compare("../../pkg-template/src/ids.ts", &listing());
}

/// Whether a request of a metric is one that can be asked.
fn can_be_asked(metric: &str, view: &str) -> bool {
    ReportQuery::from_json(&format!(r#"{{"metrics":{{"it":{{"metric":"{metric}"{view}}}}}}}"#)).is_ok()
}

/// The facts of a metric, as TypeScript spells them.
fn facts(measure: &Measure) -> String {
    let list = |ids: Vec<&str>| format!("[{}]", ids.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>().join(", "));
    let value = match measure.value {
        Value::Count => "count",
        Value::Distinct(_) | Value::Returning => "distinct",
        Value::Per(_) => "mean",
        Value::Sum => "sum",
        Value::Amount => "amount",
        Value::Rate(_) | Value::Retained | Value::Cohort => "rate",
        Value::Snapshot => "snapshot",
    };
    let of = measure.value.entity().map_or(String::new(), |entity| format!(" of: '{}',", entity.id()));
    let views = [
        ("number", ""),
        ("series", r#","over":"day""#),
        ("breakdown", r#","by":"country""#),
        ("grid", r#","across":"hour-of-week""#),
        ("grid", r#","cohort":"month""#),
        ("distribution", r#","spread":true"#),
        ("curve", r#","curve":true"#),
    ];
    let views = views.iter().filter(|(_, view)| can_be_asked(measure.id, view)).map(|(shape, _)| *shape).collect();
    let dimensions = Dimension::IDS.iter().copied();
    let dimensions = dimensions.filter(|id| can_be_asked(measure.id, &format!(r#","by":"{id}""#))).collect();
    format!(
        "  '{}': {{\n    unit: '{}', value: '{value}',{of} needs: {},\n    views: {},\n    dimensions: {},\n  }},\n",
        measure.id,
        measure.unit.id(),
        list(measure.needs.iter().map(|fact| fact.id()).collect()),
        list(views),
        list(dimensions),
    )
}

#[test]
fn typescript_knows_what_each_metric_is() {
    let head = "// Made from the registry by `cargo xtask golden`.\n\nimport type { MetricFacts, MetricId } from './types.js';\n";
    let metrics: String = METRICS.iter().map(facts).collect();
    let table = format!("{head}\nexport const METRICS: Readonly<Record<MetricId, MetricFacts>> = {{\n{metrics}}};\n");
    crate::golden::compare("../../pkg-template/src/metrics.ts", &table);
}

#[test]
fn typescript_has_every_word() {
    const HEAD: &str = "// Made from src/lang by `cargo xtask golden`.\n\n";
    let spelled = |text: &str| serde_json::to_string(text).unwrap();
    for Language { id, words, .. } in &LANGUAGES {
        let lines: String =
            words.iter().map(|(key, text)| format!("  {}: {},\n", spelled(key), spelled(text))).collect();
        let file = format!(
            "{HEAD}import type {{ Words }} from '../types.js';\n\nexport const words: Words = {{\n{lines}}};\n"
        );
        crate::golden::compare(&format!("../../pkg-template/src/lang/{id}.ts"), &file);
    }
    let facts = |Language { id, name, is_right_to_left, .. }: &Language| {
        let direction = if *is_right_to_left { "rtl" } else { "ltr" };
        let name = spelled(name);
        format!("  {{ id: '{id}', name: {name}, dir: '{direction}', load: () => import('./{id}.js') }},\n")
    };
    let all: String = LANGUAGES.iter().map(facts).collect();
    let file = format!(
        "{HEAD}/** The first is for whom there is no other. The words of each are loaded when they are wanted. */\n\
         export const LANGUAGES = [\n{all}] as const;\n"
    );
    crate::golden::compare("../../pkg-template/src/lang/index.ts", &file);
    let number = |place: usize| format!("words{place}");
    let imports = LANGUAGES
        .iter()
        .enumerate()
        .map(|(place, language)| format!("import {{ words as {} }} from './{}.js';\n", number(place), language.id));
    let imports: String = imports.collect();
    let rows =
        LANGUAGES.iter().enumerate().map(|(place, language)| format!("  ['{}', {}],\n", language.id, number(place)));
    let rows: String = rows.collect();
    let file = format!(
        "{HEAD}import type {{ LanguageId, Words }} from '../types.js';\n{imports}\n\
         /** The words of all languages at once, for where they are at hand anyway. */\n\
         export const ALL_WORDS: readonly (readonly [LanguageId, Words])[] = [\n{rows}];\n"
    );
    crate::golden::compare("../../pkg-template/src/lang/all.ts", &file);
}

#[test]
fn every_id_has_its_words() {
    fn of<W: Word>() -> Vec<&'static str> {
        W::ALL.iter().map(|word| word.id()).collect()
    }
    let metrics: Vec<_> = METRICS.iter().map(|measure| measure.id).collect();
    let rates = METRICS.iter().filter(|measure| measure.value.is_rate() || measure.value == Value::Cohort);
    let rates: Vec<_> = rates.map(|measure| measure.id).collect();
    let columns = TABLES.iter().flat_map(|table| table.columns).filter(|column| column.kind != Kind::Reason);
    let named = [
        ("metric.", metrics.clone(), ""),
        ("metric.", metrics.clone(), ".counts"),
        ("metric.", metrics.clone(), ".leaves-out"),
        ("metric.", metrics, ".empty"),
        ("metric.", rates.clone(), ".numerator"),
        ("metric.", rates, ".denominator"),
        ("dimension.", of::<Dimension>(), ""),
        ("reason.", of::<Reason>(), ""),
        ("note.", of::<Note>(), ""),
        ("verdict.", of::<Verdict>(), ""),
        ("assumption.", of::<Assumption>(), ""),
        ("stat.", of::<Stat>(), ""),
        ("step.", of::<Step>(), ""),
        ("period.", of::<Preset>(), ""),
        ("error.", of::<error::Code>(), ""),
        ("warning.", of::<error::Fault>(), ""),
        ("finding.", of::<Finding>(), ""),
        ("severity.", of::<Severity>(), ""),
        ("happened.", of::<Happened>(), ""),
        ("policy.", of::<Field>(), ""),
        ("status.", of::<Status>(), ""),
        ("origin.", of::<Origin>(), ""),
        ("actor.", of::<Actor>(), ""),
        ("business-hours.", of::<Opening>(), ""),
        ("role.", of::<Role>(), ""),
        ("format.", SOURCES.iter().map(|source| source.id).collect(), ""),
        ("dashboard.", DASHBOARDS.iter().map(|dashboard| dashboard.id).collect(), ""),
        ("table.", TABLES.iter().map(|table| table.id).collect(), ""),
        ("column.", ["from", "fromEvent", "fromMessage", "to", "toEvent", "toMessage"].into(), ""),
        ("action.", EVENTS.iter().map(|kind| kind.id()).collect(), ""),
        ("column.", columns.map(|column| column.id).collect(), ""),
    ];
    let keys = named.iter().flat_map(|(prefix, ids, suffix)| ids.iter().map(move |id| format!("{prefix}{id}{suffix}")));
    let missing: Vec<_> = keys.filter(|key| LANGUAGES[0].word(key) == key).collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
}

#[test]
fn elements_have_the_colours_of_charts() {
    let styles = include_str!("../../pkg-template/src/elements/styles.ts");
    let (light, dark) = (Theme::light(), Theme::dark());
    let hex = |color: Color| format!("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue);
    for (name, color) in [
        ("ink", (|theme: &Theme| theme.ink) as fn(&Theme) -> Color),
        ("muted", |theme| theme.muted),
        ("grid", |theme| theme.grid),
        ("surface", |theme| theme.surface),
        ("accent", |theme| theme.accent),
    ] {
        let [light, dark] = [&light, &dark].map(|theme| hex(color(theme)));
        let plain = format!("--_{name}: var(--inboxlens-{name}, {light});");
        let both = format!("--_{name}: var(--inboxlens-{name}, light-dark({light}, {dark}));");
        assert!(styles.contains(&plain) && styles.contains(&both), "{name}: {light}, {dark}");
    }
}
