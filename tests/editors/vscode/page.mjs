// The page as a person sees it: mouse, keys, and what stands on the screen.

import fs from "node:fs";
import path from "node:path";

const images = path.join(import.meta.dirname, "../../../docs/images");
const FRENCH = "Le mélange des fonctions";
const ENGLISH = "Mixing of roles";

/** A picture for the README, when pictures are to be written. */
async function picture(page, name, clip) {
  if (process.env.SIGLUM_UPDATE !== undefined) {
    fs.mkdirSync(images, { recursive: true });
    await page.screenshot({ path: path.join(images, `${name}.png`), clip, animations: "disabled" });
  }
}

const line = (page, text) => page.locator(".monaco-editor .view-line", { hasText: text }).first();
const hover = (page, text) => page.locator(".monaco-hover:visible", { hasText: text });

/** The middle of a word on the screen, whatever the editor's own pieces of its line are. */
async function spot(page, text) {
  await line(page, text).waitFor();
  return page.evaluate((wanted) => {
    for (const line of document.querySelectorAll(".monaco-editor .view-line")) {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const at = node.data.indexOf(wanted);
        if (at >= 0) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + wanted.length);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
      }
    }
    throw new Error(`no ${wanted} on the screen`);
  }, text);
}

/** Opens the hover over a word; the editor needs a mouse that moves. */
async function hoverOver(page, text, wanted) {
  for (let attempt = 1; ; attempt++) {
    const { x, y } = await spot(page, text);
    await page.mouse.move(600, 600);
    await page.mouse.move(x, y, { steps: 4 });
    try {
      await hover(page, wanted).waitFor({ timeout: 3000 });
      return;
    } catch (error) {
      if (attempt === 8) {
        throw error;
      }
    }
  }
}

async function open(page) {
  await page.locator(".monaco-workbench").waitFor({ timeout: 60000 });
  await line(page, "tuurnas2016").waitFor({ timeout: 60000 });
  await page.locator(".monaco-editor .squiggly-error").first().waitFor({ timeout: 60000 });
}

/** Waits for the documentation beside the list; the key that opens it also closes it. */
async function details(page, wanted) {
  const beside = page.locator(".suggest-details-container:visible", { hasText: wanted });
  for (let attempt = 1; ; attempt++) {
    try {
      await beside.waitFor({ timeout: 3000 });
      return;
    } catch (error) {
      if (attempt === 8) {
        throw error;
      }
      await page.keyboard.press("Control+Space");
    }
  }
}

/** The language status item, opened by its `{}` in the status bar. */
async function status(page, wanted) {
  const button = page.locator(".statusbar-item[id='status.languageStatus'] a").first();
  for (let attempt = 1; ; attempt++) {
    await button.hover();
    try {
      await page.locator(".hover-language-status:visible", { hasText: wanted }).waitFor({ timeout: 3000 });
      return;
    } catch (error) {
      if (attempt === 6) {
        throw error;
      }
      await page.mouse.move(500, 300);
    }
  }
}

/** Does a step, reports it, and goes on to the next one only if it was right. */
const steps = (report, language) => async (name, body) => {
  await body();
  report(`${name} (${language})`, true);
};

export async function inEnglish(page, report) {
  const step = steps(report, "the page");
  await step("a wavy line under the unknown key", () => open(page));
  // The whole width is the editor's.
  await page.keyboard.press("Control+b");
  await page.locator(".explorer-folders-view:visible").waitFor({ state: "hidden" });
  await step("hover shows the French abstract of a French manuscript", () => hoverOver(page, "tuurnas2016", FRENCH));
  await picture(page, "vscode-hover-french");
  await step("a click on the link shows the English one", async () => {
    await hover(page, FRENCH).locator("a", { hasText: "Abstract" }).click();
    await hover(page, ENGLISH).waitFor();
  });
  await picture(page, "vscode-hover-english");
  await step("a click on the link leads back", async () => {
    await hover(page, ENGLISH).locator("a", { hasText: "Résumé" }).click();
    await hover(page, FRENCH).waitFor();
    await page.keyboard.press("Escape");
  });
  await step("typing @ and a misspelt author opens the list, Enter takes the key", async () => {
    await line(page, "tiers-secteur").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("Voir [@", { delay: 40 });
    await page.locator(".suggest-widget.visible .monaco-list-row").first().waitFor();
    await page.keyboard.type("ranisto", { delay: 40 });
    const row = page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "tuurnas2016" });
    await row.waitFor();
    await details(page, FRENCH);
    await picture(page, "vscode-completion");
    await page.keyboard.press("Enter");
    await line(page, "Voir [@tuurnas2016").waitFor();
  });
  await step("the quick fix of a misspelt name mends it", async () => {
    const { x, y } = await spot(page, "Ranisto");
    await page.mouse.click(x, y);
    await page.keyboard.press("Control+.");
    await page.locator(".action-widget:visible", { hasText: "Rannisto" }).waitFor();
    await picture(page, "vscode-near-miss");
    await page.keyboard.press("Enter");
    await line(page, "Stenvall et Rannisto").waitFor();
  });
  await step("F2 renames the second key of a cluster, and only that", async () => {
    await place(page, "@bovaird2007; @brandsen2016;", "@bovaird2007; @bra".length);
    await page.keyboard.press("F2");
    const input = page.locator(".rename-box input");
    await input.waitFor();
    await input.fill("brandsen2016b");
    await page.keyboard.press("Enter");
    await line(page, "@bovaird2007; @brandsen2016b; @bovaird2007").waitFor();
  });
  await step("the status item tells of the records", () => status(page, "Records: "));
  await step("F12 leads into the bibliography", async () => {
    await place(page, "@lipsky1980", 4);
    await page.keyboard.press("F12");
    await page.locator(".tab.active", { hasText: "refs.bib" }).waitFor();
  });
}

/** Puts the cursor behind `skip` characters of a text, by the editor's own search. */
async function place(page, text, skip) {
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+f");
  await page.locator(".find-widget.visible textarea[aria-label], .find-widget.visible input").first().fill(text.slice(0, skip));
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
}

export async function inFrench(page, report) {
  const step = steps(report, "the page, in French");
  await step("a wavy line under the unknown key", () => open(page));
  await step("hover and its link speak French", async () => {
    await hoverOver(page, "tuurnas2016", FRENCH);
    await hover(page, "Résumé (français)").waitFor();
    await hover(page, FRENCH).locator("a", { hasText: "Abstract (anglais)" }).waitFor();
  });
  await step("the finding speaks French", () => hoverOver(page, "tuurna2016", "« tuurna2016 »"));
  await step("commands are in French", async () => {
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget:visible input").first().fill(">siglum");
    await page.locator(".quick-input-widget:visible .monaco-list-row", { hasText: "Relire toutes les bibliographies" }).waitFor();
    await page.keyboard.press("Escape");
  });
  await step("the status item speaks French", () => status(page, "Notices : "));
}
