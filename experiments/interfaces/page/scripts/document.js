// What stands in an element as a file of a word processor (DOCX): paragraphs, headings, points, tables, and pictures.

const POINT = 12_700, TEXT_WIDE = 482, TALLEST = 150; // English metric units of a point; points between the margins, and of a picture
const STYLES = [["Title", 20, true, 0], ["Heading1", 15, true, 14], ["Heading2", 12, true, 8], ["Strong", 11, true, 0], ["Small", 9, false, 0], ["Cell", 9, false, 0], ["ListBullet", 10, false, 0]];
const MARKS = { P: "", H3: "Title", H4: "Heading1", H5: "Heading2", LI: "ListBullet", FIGCAPTION: "Strong", CAPTION: "Strong" };
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/", PACKAGE = "http://schemas.openxmlformats.org/package/2006/", DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/";
const WORD = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${OFFICE}relationships"`;
const KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.", DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** Text as it may stand in XML: without signs that cannot. */
const plain = (said) => said.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "").replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const textOf = (node) => plain([...node.childNodes].map((one) => one.textContent).join(" ").replace(/[ \t\r\n]+/g, " ").trim());
const run = (said, bold = false) => `<w:r>${bold ? "<w:rPr><w:b/></w:rPr>" : ""}<w:t xml:space="preserve">${said}</w:t></w:r>`;
const inStyle = (style, inside) => `<w:p>${style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : ""}${inside}</w:p>`;

function tableIn(node) {
  const rows = [...node.rows].map((row) => [...row.cells].filter((cell) => !cell.hidden)), columns = Math.max(...rows.map((row) => row.length)), wide = (n) => Math.floor((20 * TEXT_WIDE * (n ? 1 : 2)) / (columns + 1));
  const cell = (one, n) => `<w:tc><w:tcPr><w:tcW w:w="${wide(n)}" w:type="dxa"/></w:tcPr>${inStyle("Cell", run(textOf(one), one.tagName === "TH"))}</w:tc>`;
  const row = (cells, n) => `<w:tr>${n < (node.tHead?.rows.length ?? 0) ? "<w:trPr><w:tblHeader/></w:trPr>" : ""}${cells.map(cell).join("")}</w:tr>`;
  const borders = ["top", "left", "bottom", "right", "insideH", "insideV"].map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`).join("");
  const caption = node.caption ? inStyle("Strong", run(textOf(node.caption))) : "";
  return `${caption}<w:tbl><w:tblPr><w:tblW w:w="${20 * TEXT_WIDE}" w:type="dxa"/><w:tblBorders>${borders}</w:tblBorders></w:tblPr><w:tblGrid>${Array.from({ length: columns }, (_, n) => `<w:gridCol w:w="${wide(n)}"/>`).join("")}</w:tblGrid>${rows.map(row).join("")}</w:tbl>${inStyle("", "")}`;
}

/** A picture as PNG, twice as fine as it is drawn. */
async function drawnAs(svg) {
  const made = svg.cloneNode(true), { width, height } = svg.viewBox.baseVal, image = new Image(), canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
  for (const [name, value] of Object.entries({ width: 2 * width, height: 2 * height, "font-family": "Liberation Sans, Arial, sans-serif" })) made.setAttribute(name, value);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(made))}`;
  await image.decode();
  canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
  const png = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return { png: new Uint8Array(await png.arrayBuffer()), width, height, shows: `${textOf(svg.querySelector("title"))}. ${textOf(svg.querySelector("desc"))}` };
}

async function pictureIn(svg, pictures) {
  const { png, width, height, shows } = await drawnAs(svg), id = pictures.push(png), part = Math.min(1, TEXT_WIDE / width, TALLEST / height), [across, down] = [width, height].map((one) => Math.round(one * part * POINT));
  return inStyle("", `<w:r><w:drawing><wp:inline xmlns:wp="${DRAWING}wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="${across}" cy="${down}"/><wp:docPr id="${id}" name="${id}.png" descr="${shows}"/><a:graphic xmlns:a="${DRAWING}main"><a:graphicData uri="${DRAWING}picture"><pic:pic xmlns:pic="${DRAWING}picture"><pic:nvPicPr><pic:cNvPr id="${id}" name="${id}.png" descr="${shows}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="picture${id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${across}" cy="${down}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`);
}

async function partsIn(node, pictures) {
  if (node.tagName === "svg") return pictureIn(node, pictures);
  if (node.tagName === "TABLE") return tableIn(node);
  if (node.tagName in MARKS) return node.textContent.trim() ? inStyle(node.className === "first" ? "Strong" : node.className === "note" ? "Small" : MARKS[node.tagName], run(textOf(node))) : "";
  if (node.tagName === "DT") return inStyle("Small", `${run(`${textOf(node)}. `, true)}${run(textOf(node.nextElementSibling))}`);
  const made = [];
  for (const child of node.children) made.push(await partsIn(child, pictures));
  return made.join("");
}

function stylesIn(tongue) {
  const style = ([name, points, bold, before]) => `<w:style w:type="paragraph" w:styleId="${name}"><w:name w:val="${name.replace(/(?<=[a-z])(?=[A-Z\d])/g, " ").replace("Heading", "heading")}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>${name === "ListBullet" ? '<w:numPr><w:numId w:val="1"/></w:numPr>' : ""}${/^(H|Strong)/.test(name) ? "<w:keepNext/>" : ""}<w:spacing w:before="${20 * before}" w:after="${name === "Cell" ? 0 : 80}"/>${name.startsWith("Heading") ? `<w:outlineLvl w:val="${name.at(-1) - 1}"/>` : ""}</w:pPr><w:rPr>${bold ? "<w:b/>" : ""}<w:sz w:val="${2 * points}"/></w:rPr></w:style>`;
  return `${DECLARED}<w:styles ${WORD}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="20"/><w:lang w:val="${tongue}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>${STYLES.map(style).join("")}</w:styles>`;
}

/** The file; no author is named in it. */
async function documentOf(paper) {
  const pictures = [], body = await partsIn(paper, pictures), title = textOf(paper.querySelector("h3"));
  const relation = (id, kind, target) => `<Relationship Id="${id}" Type="${kind}" Target="${target}"/>`, relations = (...some) => `${DECLARED}<Relationships xmlns="${PACKAGE}relationships">${some.join("")}</Relationships>`;
  const names = ["styles", "numbering"].map((name) => relation(name, `${OFFICE}relationships/${name}`, `${name}.xml`));
  return zipped({
    "[Content_Types].xml": `${DECLARED}<Types xmlns="${PACKAGE}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" ContentType="image/png"/>${[["document", "document.main"], ["styles", "styles"], ["numbering", "numbering"]].map(([name, kind]) => `<Override PartName="/word/${name}.xml" ContentType="${KIND}${kind}+xml"/>`).join("")}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
    "_rels/.rels": relations(relation("document", `${OFFICE}relationships/officeDocument`, "word/document.xml"), relation("core", `${PACKAGE}relationships/metadata/core-properties`, "docProps/core.xml")),
    "docProps/core.xml": `${DECLARED}<cp:coreProperties xmlns:cp="${PACKAGE}metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${title}</dc:title><dc:language>${tongue()}</dc:language></cp:coreProperties>`,
    "word/document.xml": `${DECLARED}<w:document ${WORD}><w:body>${body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`,
    "word/styles.xml": stylesIn(tongue()),
    "word/numbering.xml": `${DECLARED}<w:numbering ${WORD}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:pPr><w:ind w:left="360" w:hanging="240"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    "word/_rels/document.xml.rels": relations(...names, ...pictures.map((_, n) => relation(`picture${n + 1}`, `${OFFICE}relationships/image`, `media/${n + 1}.png`))),
    ...Object.fromEntries(pictures.map((png, n) => [`word/media/${n + 1}.png`, png])),
  });
}

// ---- a zip archive whose files are stored as they are ------------------------------------------------------------------------

const SUMS = Uint32Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n; });
const checksum = (bytes) => ~bytes.reduce((sum, byte) => SUMS[(sum ^ byte) & 255] ^ (sum >>> 8), -1) >>> 0;

/** Numbers of two bytes, and of four where they are said with `n`, the lowest byte first. */
const inBytes = (...numbers) => Uint8Array.from(numbers.flatMap((one) => Array.from({ length: typeof one === "bigint" ? 4 : 2 }, (_, n) => Number(BigInt(one) >> BigInt(8 * n)) & 255)));

function zipped(files) {
  const inside = [], index = [], first = 0x0021; // 1 January 1980: the same note gives the same bytes
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const called = new TextEncoder().encode(name), bytes = typeof content === "string" ? new TextEncoder().encode(content) : content, size = BigInt(bytes.length);
    const about = inBytes(20, 0x0800, 0, 0, first, BigInt(checksum(bytes)), size, size, called.length, 0);
    inside.push(inBytes(0x04034b50n), about, called, bytes);
    index.push(inBytes(0x02014b50n, 20), about, inBytes(0, 0, 0, 0n, BigInt(at)), called);
    at += 30 + called.length + bytes.length;
  }
  const long = index.reduce((sum, one) => sum + one.length, 0), count = Object.keys(files).length;
  return new Blob([...inside, ...index, inBytes(0x06054b50n, 0, 0, count, count, BigInt(long), BigInt(at), 0)], { type: `${KIND}document` });
}
