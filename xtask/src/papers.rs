//! What the npm package holds besides what is compiled. npm has to find it before anything is built, since the pages
//! depend on the package as a user's would.

use crate::shell::{Outcome, copy, root};

const PAPERS: [(&str, &str); 6] = [
    ("pkg-template/package.json", "package.json"),
    ("pkg-template/README.md", "README.md"),
    ("pkg-template/CHANGELOG.md", "CHANGELOG.md"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("NOTICE", "NOTICE"),
];

pub fn lay_out() -> Outcome {
    PAPERS.iter().try_for_each(|(from, to)| copy(&root().join(from), &root().join("pkg").join(to)))
}
