package io.diffrep.report;

/** How the page looks. */
final class Css {
  static final String STYLE =
      """
      :root { color-scheme: light; --ink: #1f2933; --soft: #5b6673; --line: #e3e7ec;
        --ground: #f5f7f9; --accent: #0072b2; }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--ground); color: var(--ink);
        font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
      header, nav, main { max-width: 1160px; margin: 0 auto; padding: 0 16px; }
      header { padding-top: 20px; }
      h1 { font-size: 1.7rem; margin: 0 0 6px; overflow-wrap: anywhere; }
      h2 { font-size: 1.25rem; margin: 0 0 4px; }
      h3 { font-size: 1rem; margin: 18px 0 4px; }
      nav { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: .9rem; }
      nav a { color: var(--accent); text-decoration: none; }
      nav a:hover { text-decoration: underline; }
      section { background: #fff; border: 1px solid var(--line); border-radius: 10px;
        padding: 18px 20px; margin: 16px 0; }
      .lead { margin: 0 0 14px; color: var(--soft); max-width: 80ch; overflow-wrap: anywhere; }
      .left-out { margin: 0; color: var(--soft); font-style: italic; overflow-wrap: anywhere; }
      .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr));
        gap: 10px; margin-bottom: 12px; }
      .tiles div { background: var(--ground); border-radius: 8px; padding: 10px 12px; }
      .tiles b { display: block; font-size: 1.35rem; line-height: 1.2; }
      .tiles span { color: var(--soft); font-size: .85rem; }
      .charts { display: grid; gap: 12px;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); }
      figure { margin: 0; max-width: 640px; min-width: 0; }
      figure img { display: block; width: 100%; height: auto; }
      .legend { display: flex; flex-wrap: wrap; justify-content: center; gap: 2px 18px;
        font-size: .88rem; }
      .legend i { display: inline-block; vertical-align: middle; width: 22px; height: 0;
        margin-right: 6px; border-top: 3px solid; }
      .legend i.reference { border-top-style: dashed; border-top-width: 2px; }
      .legend i.points { width: 0; border: 4px solid; border-radius: 4px; }
      dl { display: grid; grid-template-columns: minmax(110px, 190px) 1fr; gap: 2px 16px;
        margin: 0; font-size: .95rem; }
      dt { color: var(--soft); }
      dd { margin: 0; overflow-wrap: anywhere; }
      details { margin-top: 16px; }
      summary { cursor: pointer; color: var(--accent); }
      pre { background: var(--ground); padding: 12px; border-radius: 8px; overflow-x: auto;
        font-size: .85rem; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; }
      .numbers { margin-top: 12px; font-size: .92rem; font-variant-numeric: tabular-nums; }
      .numbers th, .numbers td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line);
        text-align: right; white-space: nowrap; }
      .numbers th:first-child { text-align: left; font-weight: normal; }
      .numbers thead th, .numbers thead th:first-child { font-weight: 600; }
      .notes { color: var(--soft); font-size: .9rem; padding-left: 18px; }
      .confusions { font-size: .85rem; font-variant-numeric: tabular-nums; }
      .confusions caption { color: var(--soft); padding-bottom: 4px; }
      .confusions td, .confusions th { padding: 5px 4px; min-width: 44px; text-align: center;
        border: 1px solid #fff; }
      .confusions tbody th { text-align: right; padding-right: 8px; }
      .confusions .deep { color: #fff; }
      .confusions .zero { color: #a6afb9; }
      figure.grid img { max-width: 100%; height: auto; }
      .gallery { table-layout: fixed; width: 100%; }
      .gallery th { font-size: .85rem; color: var(--soft); font-weight: 600; padding-bottom: 4px; }
      .gallery td { padding: 3px; vertical-align: top; text-align: center; }
      .gallery img { display: block; width: 100%; height: auto; image-rendering: pixelated; }
      .gallery img + img { margin-top: 2px; }
      .gallery span { display: block; font-size: .75rem; line-height: 1.3; color: var(--soft);
        overflow-wrap: anywhere; }
      @media (max-width: 600px) {
        header, nav, main { padding: 0 8px; }
        header { padding-top: 12px; }
        h1 { font-size: 1.35rem; }
        section { padding: 14px 12px; }
        dl { grid-template-columns: 1fr; gap: 0; }
        dd { margin-bottom: 6px; }
        .confusions td, .confusions th { min-width: 32px; padding: 4px 2px; font-size: .75rem; }
        .gallery td { padding: 1px; }
        .gallery th { font-size: .75rem; }
      }
      """;

  private Css() {}
}
