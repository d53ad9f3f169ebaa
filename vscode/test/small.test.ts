import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parseJson, writeJson } from "../src/documents/json";
import { kernelOf, languageOf } from "../src/documents/kernels";
import { findCheckout, findDotnet, findHost, isRuntimeMissing } from "../src/host/locate";
import { checksOf, isDone, labsAmong, progressText, titleOf } from "../src/labs/labFiles";
import { findQuick } from "../src/labs/parameters";
import { canJudge } from "../src/language/pending";

describe("JSON", () => {
  it("keeps numbers and the order of keys", () => {
    const text = `{"b":1.50,"a":[10000000000000001,-0,1e3],"c":{"d":null,"e":true,"f":"é\\n\\""}}`;
    assert.equal(writeJson(parseJson(text)), text);
  });

  for (const [text, reason] of [
    ["{", /too early/],
    ["{\"a\" 1}", /':' is expected/],
    ["[1,]", /'\]' is not expected/],
    ["{} x", /stands after the end/],
    ["\"a", /does not end/],
    ["01", /stands after the end/],
    ["[".repeat(200), /nested/],
  ] as const) {
    it(`refuses ${text.slice(0, 10)}`, () => assert.throws(() => parseJson(text), reason));
  }
});

describe("languages", () => {
  it("are those of VS Code, and lead back to the kernel", () => {
    for (const kernel of ["csharp", "fsharp", "html", "javascript", "mermaid", "pwsh", "value", "raw", "python", "my-own"]) {
      assert.equal(kernelOf(languageOf(kernel), kernel), kernel);
    }
    assert.equal(kernelOf("plaintext", "my-own"), "my-own");
    assert.equal(kernelOf("powershell", undefined), "pwsh");
    assert.equal(kernelOf("html", "csharp"), "html");
  });
});

describe("places", () => {
  const at = (...files: string[]) => (file: string) => files.includes(file);
  const places = { setting: "", extension: "/ext", folders: ["/labs/notebooks"], home: "/home/me" };

  it("of the host: the setting, the extension, the edition, the checkout", () => {
    const own = join("/ext", "host", "DigitLab.Host.dll");
    const edition = join("/labs", "host", "DigitLab.Host.dll");
    const checkout = join("/labs", "host", "bin", "Release", "net10.0", "DigitLab.Host.dll");
    assert.equal(findHost(places, at(own, edition, checkout)), own);
    assert.equal(findHost(places, at(edition, checkout)), edition);
    assert.equal(findHost(places, at(checkout)), checkout);
    assert.equal(findHost(places, at()), undefined);
    assert.equal(findHost({ ...places, setting: "~/h" }, at(own, join("/home/me", "h", "DigitLab.Host.dll"))), join("/home/me", "h", "DigitLab.Host.dll"));
    assert.equal(findHost({ ...places, setting: "/no/DigitLab.Host.dll" }, at(own)), undefined);
  });

  it("of the checkout and of dotnet", () => {
    assert.equal(findCheckout(["/a/b/notebooks"], at(join("/a", "lib", "DigitLab", "DigitLab.csproj"))), "/a");
    assert.equal(findDotnet("", { PATH: "/usr/bin" }, "linux", "/home/me", at("/usr/bin/dotnet")), "/usr/bin/dotnet");
    assert.equal(findDotnet("", { PATH: "/usr/bin" }, "linux", "/home/me", at("/home/me/.dotnet/dotnet")), "/home/me/.dotnet/dotnet");
    assert.equal(findDotnet("", { PATH: "/usr/bin" }, "linux", "/home/me", at()), undefined);
    assert.equal(findDotnet("/my/dotnet", {}, "linux", "/home/me", at()), "/my/dotnet");
  });

  it("tells a missing runtime", () => {
    assert.ok(isRuntimeMissing(150, ""));
    assert.ok(isRuntimeMissing(1, "You must install or update .NET to run this application."));
    assert.ok(!isRuntimeMissing(1, "Out of memory."));
  });
});

describe("labs", () => {
  it("are those of notebooks/ and those with a number", () => {
    assert.deepEqual(
      labsAmong(["/w/notebooks/setup.dib", "/w/notebooks/10-b.dib", "/w/notebooks/2-a.dib", "/w/notebooks/2-a.ipynb", "/w/notebooks/own.dib", "/w/other.dib", "/w/03-c.ipynb"]),
      ["/w/03-c.ipynb", "/w/notebooks/2-a.dib", "/w/notebooks/10-b.dib", "/w/notebooks/own.dib"],
    );
  });

  it("have a title and a number of checks", () => {
    assert.equal(titleOf("/w/06-lenet.dib", "#!markdown\n\n# 6. LeNet\n\ntext"), "6. LeNet");
    assert.equal(titleOf("/w/06-lenet.ipynb", `{"source": [\n "# 6. LeNet\\n",\n`), "6. LeNet");
    assert.equal(titleOf("/w/06-lenet.dib", "no heading"), "06-lenet");
    assert.equal(checksOf("x\nCheck.Summary(exercises: 5, checks: 3)\n"), 8);
    assert.equal(checksOf("x"), undefined);
  });

  it("say what is done", () => {
    assert.equal(progressText(undefined, 8), "8 checks");
    assert.equal(progressText({ passed: 3, failed: 1, open: 0 }, 8), "3 of 8 checks, 1 wrong");
    assert.ok(isDone({ passed: 8, failed: 0, open: 0 }, 8));
    assert.ok(!isDone({ passed: 7, failed: 0, open: 0 }, 8));
  });
});

describe("parameters", () => {
  it("have a switch between quick and full", () => {
    const code = "// parameters\nvar quick = false;        // true: less\nvar epochs = 20;";
    const found = findQuick(code)!;
    assert.equal(code.slice(found.start, found.end), "false");
    assert.equal(found.isQuick, false);
    assert.equal(findQuick("var quick = false;"), undefined);
    assert.equal(findQuick("// parameters\nvar epochs = 20;"), undefined);
  });
});

describe("diagnostics", () => {
  it("wait for what brings names", () => {
    assert.ok(canJudge([{ code: "#!import setup.dib", hasRun: true }, { code: "var x = 1;", hasRun: false }]));
    assert.ok(!canJudge([{ code: "#!import setup.dib", hasRun: false }, { code: "var x = 1;", hasRun: false }]));
    assert.ok(!canJudge([{ code: "#r \"nuget: A\"\nvar x = 1;", hasRun: false }]));
    assert.ok(canJudge([{ code: "#region x\nvar x = 1;\n#endregion", hasRun: false }]));
  });
});
