// SPDX-License-Identifier: LGPL-2.1-only
// look.js MODULES PAGE [FOLDER]: opens a page in headless Chromium and prints a line for each
// thing that was looked at: "ok NAME" or "not ok NAME: WHY".  MODULES is a folder that
// npm ci made of package-lock.json; CHROMIUM names the browser.  With FOLDER it leaves
// screenshots there, in two widths, light and dark, and the printed page.
// Status 2: it could not look.
"use strict";
const {spawn} = require("child_process");
const {mkdtempSync, readFileSync, rmSync, writeFileSync} = require("fs");
const {createRequire} = require("module");
const {tmpdir} = require("os");
const path = require("path");
const {pathToFileURL} = require("url");

const [modules, page, folder] = process.argv.slice(2);
const need = createRequire(path.join(path.resolve(modules), "x.js"));
const connect = need("chrome-remote-interface");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
const url = pathToFileURL(path.resolve(page)).href;

function is(name, problems) {
    console.log(problems.length ? `not ok ${name}: ${problems.slice(0, 5).join("; ").replace(/\s+/g, " ")}` : `ok ${name}`);
}

async function start(profile) {
    const browser = spawn(process.env.CHROMIUM || "chromium",
        ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions",
         "--disable-dev-shm-usage", "--disable-background-networking", `--user-data-dir=${profile}`, "--remote-debugging-port=0", "about:blank"],
        {stdio: ["ignore", "ignore", "pipe"]});
    const port = await new Promise((resolve, reject) => {
        let said = "";
        browser.stderr.on("data", data => {
            const found = (said += data).match(/ws:\/\/[^:]*:(\d+)\//);
            if (found) resolve(+found[1]);
        });
        browser.on("error", reject);
        browser.on("exit", status => reject(new Error(`chromium ended with ${status}: ${said.trim().split("\n").pop()}`)));
    });
    return {browser, port};
}

// ---- what runs in the page ----

function overflowing() {
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    return wide > 0 ? [`the page is ${wide} px too wide`] : [];
}
function emptyTargets() {
    return [...document.querySelectorAll("a[href^='#']")].map(a => a.getAttribute("href"))
        .filter(href => !document.getElementById(decodeURIComponent(href.slice(1))));
}
function smallText() {
    const small = new Set();
    for (const e of document.querySelectorAll("body *")) {
        if (!e.checkVisibility() || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            continue;
        let size = parseFloat(getComputedStyle(e).fontSize);
        if (e.ownerSVGElement)
            size *= e.getScreenCTM().a;
        if (size < 10)
            small.add(`${e.textContent.trim().slice(0, 30)} has ${size.toFixed(1)} px`);
    }
    return [...small];
}
function brokenLabels() {
    const broken = [];
    for (const svg of document.querySelectorAll("svg")) {
        const view = svg.viewBox.baseVal;
        const all = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBBox()]);
        all.forEach(([name, a], i) => {
            if (a.x < 0 || a.y < 0 || a.x + a.width > view.width || a.y + a.height > view.height)
                broken.push(`"${name}" is outside of the picture`);
            all.slice(i + 1).forEach(([other, b]) => {
                const over = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
                const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
                if (over > 1 && down > 3)
                    broken.push(`"${name}" is over "${other}"`);
            });
        });
        // A label in a box fits it.
        for (const box of svg.querySelectorAll("rect.box")) {
            const b = box.getBBox();
            all.filter(([, a]) => a.y >= b.y && a.y + a.height <= b.y + b.height + 4 && a.x + a.width / 2 > b.x && a.x + a.width / 2 < b.x + b.width)
                .forEach(([name, a]) => { if (a.width > b.width - 6 || a.y + a.height > b.y + b.height) broken.push(`"${name}" does not fit its box`); });
        }
    }
    return broken;
}

// ---- looking ----

(async () => {
    const profile = mkdtempSync(path.join(process.env.TMPDIR || tmpdir(), "pvh-look."));
    let browser, client;
    try {
        let port;
        ({browser, port} = await start(profile));
        client = await connect({port, target: (await connect.List({port})).find(t => t.type === "page")});
        const {Page, Runtime, Log, Network, Emulation, Input} = client;
        const said = [], asked = [];
        Runtime.consoleAPICalled(e => said.push(`${e.type}: ${e.args.map(a => a.value || a.description).join(" ")}`));
        Runtime.exceptionThrown(e => said.push(e.exceptionDetails.exception?.description || e.exceptionDetails.text));
        Log.entryAdded(e => said.push(`${e.entry.level}: ${e.entry.text}`));
        Network.requestWillBeSent(e => asked.push(e.request.url));
        await Promise.all([Page.enable(), Runtime.enable(), Log.enable(), Network.enable()]);

        const evaluate = async (expression) => {
            const r = await Runtime.evaluate({expression, returnByValue: true, awaitPromise: true});
            if (r.exceptionDetails) throw new Error(r.exceptionDetails.exception?.description || r.exceptionDetails.text);
            return r.result.value;
        };
        const call = f => evaluate(`(${f})()`);
        const open = async () => {
            const loaded = Page.loadEventFired();
            await Page.navigate({url});
            await loaded;
        };
        const keys = {Tab: 9, Enter: 13, ArrowDown: 40, End: 35};
        const press = async key => {
            const event = {key, code: key, windowsVirtualKeyCode: keys[key], ...(key === "Enter" ? {text: "\r"} : {})};
            await Input.dispatchKeyEvent({type: "keyDown", ...event});
            await Input.dispatchKeyEvent({type: "keyUp", ...event});
        };
        // Presses Tab until the condition on the focused element, "here", holds.
        const tabTo = async condition => {
            for (let i = 0; i < 2000; i++) {
                await press("Tab");
                if (await evaluate(`(here => !!(${condition}))(document.activeElement)`)) return true;
            }
            return false;
        };

        for (const scheme of ["light", "dark"]) {
            for (const width of [390, 1280]) {
                const of = `${scheme}, ${width} px`;
                await Emulation.setEmulatedMedia({features: [{name: "prefers-color-scheme", value: scheme}, {name: "prefers-reduced-motion", value: "reduce"}]});
                await Emulation.setDeviceMetricsOverride({width, height: 900, deviceScaleFactor: 1, mobile: width < 500});
                await open();
                is(`${of}: the page is no wider than the window`, await call(overflowing));
                is(`${of}: no text is smaller than 10 px`, await call(smallText));
                is(`${of}: labels of pictures are inside, and apart`, await call(brokenLabels));
                if (folder) {
                    const {data} = await Page.captureScreenshot({captureBeyondViewport: true});
                    writeFileSync(path.join(folder, `${scheme}-${width}.png`), Buffer.from(data, "base64"));
                    for (const id of await evaluate("[...document.querySelectorAll('section')].map(s => s.id)")) {
                        const clip = await evaluate(`(() => { const r = document.getElementById(${JSON.stringify(id)}).getBoundingClientRect();
                            return {x: 0, y: r.top + scrollY, width: innerWidth, height: Math.min(r.height, 2400), scale: 1}; })()`);
                        const shot = await Page.captureScreenshot({captureBeyondViewport: true, clip});
                        writeFileSync(path.join(folder, `${scheme}-${width}-${id}.png`), Buffer.from(shot.data, "base64"));
                    }
                }
                await evaluate(axe + ";0");
                is(`${of}: axe finds nothing`, (await evaluate("axe.run(document, {resultTypes: ['violations']})")).violations
                    .map(v => `${v.id} (${v.nodes.length}): ${v.nodes[0].target.join(" ")} ${v.nodes[0].any[0]?.message || ""}`));
                // The same with every part opened.
                await evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
                is(`${of}: no wider with every part opened`, await call(overflowing));
                is(`${of}: axe finds nothing in what can be opened`, (await evaluate("axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'best-practice']})")).violations
                    .map(v => `${v.id} (${v.nodes.length}): ${v.nodes[0].target.join(" ")} ${v.nodes[0].any[0]?.message || ""}`));
            }
        }
        is("every link in the page has its target", await call(emptyTargets));

        // By keyboard.
        await open();
        await press("Tab");
        is("the first key leads to the link to the contents", await evaluate("document.activeElement.className") === "skip" ? [] : ["it does not"]);
        await press("Enter");
        is("it goes there", await evaluate("location.hash") === "#content" ? [] : ["it does not"]);
        await open();
        const last = await evaluate("[...document.querySelectorAll('nav a')].pop().getAttribute('href')");
        await tabTo(`here.matches("nav a") && here.getAttribute("href") === ${JSON.stringify(last)}`);
        await press("Enter");
        is("a link of the contents works by keyboard", await evaluate("location.hash") === last ? [] : [`not at ${last}`]);
        await open();
        if (await evaluate("!!document.querySelector('details')")) {
            const there = await tabTo("here.matches('summary')");
            await press("Enter");
            is("a part opens by keyboard", there && await evaluate("document.activeElement.parentNode.open") ? [] : ["it does not"]);
        }
        if (await evaluate("!!document.getElementById('filter')")) {
            const shown = () => evaluate("document.querySelectorAll('#patches tbody tr:not([hidden])').length");
            const all = await shown();
            await tabTo("here.id === 'f-words'");
            await Input.insertText({text: "zzz no patch has this"});
            is("words that no patch has leave none", await shown() === 0 ? [] : [`${await shown()} of ${all}`]);
            await tabTo("here.type === 'reset'");
            await press("Enter");
            await evaluate("new Promise(resolve => setTimeout(resolve, 50))");
            is("the button shows all again", await shown() === all ? [] : [`${await shown()} of ${all}`]);
            for (const what of ["class", "group", "origin"]) {
                await open();
                await tabTo(`here.id === 'f-${what}'`);
                await press("ArrowDown");
                const wanted = await evaluate(`document.getElementById('f-${what}').value`);
                const fit = await evaluate(`[...document.querySelectorAll('#patches tbody tr')].filter(r => r.getAttribute('data-${what}') === ${JSON.stringify(wanted)}).length`);
                is(`the filter by ${what} works by keyboard`, wanted && await shown() === fit && fit > 0 ? [] : [`"${wanted}": ${await shown()} shown, ${fit} fit`]);
                is(`the filter by ${what} says how many`, await evaluate("document.getElementById('shown').textContent") === `${fit} of ${all} patches` ? [] : ["it does not"]);
            }
        }

        // On paper: A4, 96 pixels an inch, with margins of 1 cm.
        await Emulation.setEmulatedMedia({media: "print"});
        await Emulation.setDeviceMetricsOverride({width: 718, height: 1000, deviceScaleFactor: 1, mobile: false});
        await open();
        is("on paper it is no wider than the page", await call(overflowing));
        is("on paper there is no navigation and no filter", await evaluate("[...document.querySelectorAll('nav, form')].filter(e => e.checkVisibility()).map(e => e.tagName)"));
        const {data} = await Page.printToPDF({preferCSSPageSize: true, printBackground: true});
        is("it prints", data.length > 1000 ? [] : ["no PDF"]);
        if (folder) writeFileSync(path.join(folder, "print.pdf"), Buffer.from(data, "base64"));

        is("nothing in the console", said);
        is("nothing but the page was asked for", [...new Set(asked)].filter(u => u !== url && !u.startsWith(url + "#") && !u.startsWith("data:") && u !== "about:blank"));
    } catch (error) {
        console.error(`look: ${page}: ${String(error.message || error).split("\n")[0]}`);
        process.exitCode = 2;
    } finally {
        if (client) await client.close().catch(() => {});
        if (browser && browser.exitCode === null) {
            const ended = new Promise(resolve => browser.on("exit", resolve));
            browser.kill();
            await ended;
        }
        rmSync(profile, {recursive: true, force: true, maxRetries: 5});
    }
})();
