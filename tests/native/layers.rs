//! Imports point back along the way that data takes: a module uses those before it and none after it.

use std::path::Path;

/// In the order of the way.
const LAYERS: [&str; 14] = [
    "error",
    "registry",
    "time",
    "lang",
    "stats",
    "store",
    "ingest",
    "args",
    "query",
    "metrics",
    "report",
    "chart",
    "dashboard",
    "api",
];

/// What is before a module and none of its business all the same.
const STRANGERS: [(&str, &[&str]); 3] =
    [("query", &["ingest"]), ("metrics", &["ingest"]), ("chart", &["store", "ingest", "query", "metrics", "report"])];

#[test]
fn imports_point_back() {
    let mut files = Vec::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut files);
    let mut wrong = Vec::new();
    for file in &files {
        let inside = file.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap();
        let module = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        let Some(place) = LAYERS.iter().position(|layer| *layer == module) else {
            assert!(["lib", "testing"].contains(&module), "{module} is in no layer");
            continue;
        };
        let text = std::fs::read_to_string(file).unwrap();
        // Tests may use whatever they need.
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let code = code.split("#[cfg(test)]\npub(crate) mod tests").next().unwrap();
        for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let is_before = LAYERS[..=place].contains(&used.as_str()) || used == "words";
                let is_strange =
                    STRANGERS.iter().any(|(of, strangers)| *of == module && strangers.contains(&used.as_str()));
                if !is_before || is_strange {
                    wrong.push(format!("{}:{}: {module} uses {used}", inside.display(), number + 1));
                }
            }
        }
    }
    assert!(files.len() > 40, "the sources have not been found");
    assert!(wrong.is_empty(), "imports that point forward:\n{}", wrong.join("\n"));
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn platform_code_stays_behind_its_door() {
    let mut files = Vec::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut files);
    for file in files.iter().filter(|file| !file.components().any(|part| part.as_os_str() == "api")) {
        let text = std::fs::read_to_string(file).unwrap();
        for word in ["wasm_bindgen", "js_sys", "SystemTime", "Instant::now", "Utc::now", "Local::now"] {
            assert!(!text.contains(word), "{} uses {word}", file.display());
        }
        let allowed = usize::from(file.ends_with("lib.rs"));
        assert!(text.matches("target_arch").count() <= allowed, "{} asks for the target", file.display());
    }
}
