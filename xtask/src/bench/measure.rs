#[derive(clap::Args)]
pub(crate) struct Arguments {}
pub(crate) fn run(_: &Arguments) -> crate::Outcome {
    anyhow::bail!("not yet")
}
