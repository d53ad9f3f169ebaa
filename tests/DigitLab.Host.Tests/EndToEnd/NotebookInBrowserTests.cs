using DigitLab.Host.Export;
using Microsoft.Playwright;

namespace DigitLab.Host.Tests.EndToEnd;

/// <summary>A student's session with a lab in Jupyter Notebook, in a real browser.</summary>
public class NotebookInBrowserTests
{
    /// <summary>Training takes what it takes on the machine that runs the tests.</summary>
    private const float Patience = 180_000;

    [Fact]
    public async Task A_student_works_through_a_lab()
    {
        using var labs = new LabFolder();
        using var server = new NotebookServer(labs.Root);
        var browserPath = PdfExport.FindBrowser();
        if (browserPath is null)
        {
            Assert.Skip("Needs Chromium.");
        }
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = browserPath, Args = ["--no-sandbox", "--disable-gpu"] }
        );
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1200, Height = 1000 },
            }
        );
        page.SetDefaultTimeout(Patience);
        page.Dialog += (_, dialog) => dialog.AcceptAsync();

        // Open a lab and run all of it.
        await page.GotoAsync($"http://127.0.0.1:{server.Port}/notebooks/notebooks/06-lenet.ipynb");
        await page.WaitForFunctionAsync(
            "() => window.Jupyter?.notebook?.kernel?.is_connected() && document.body.classList.contains('command_mode')"
        );
        await RunAll(page);
        await Idle(page);
        (await page.Locator(".output_error").CountAsync()).ShouldBe(
            0,
            await page.Locator("#notebook-container").InnerTextAsync()
        );

        // See a chart: many colours, not an empty frame.
        var chart = page.Locator(".output_area svg").First;
        await chart.ScrollIntoViewIfNeededAsync();
        (await Colours(page)).ShouldBeGreaterThan(3);

        // Change a hyper-parameter so that training takes long, run its cell again, and watch the progress bar move.
        await RemoveStatement(page, "if (quick)");
        await TypeNumber(page, "var patience", "400");
        await Idle(page);
        await TypeNumber(page, "var epochs", "400");
        await Idle(page);
        await Run(page, "Mnist.Load()");
        await Run(page, "manual_seed(seed)");
        await Run(page, "new Trainer(");
        await Run(page, "var history = trainer.Fit(", wait: false);
        var first = await Progress(page, above: 0);
        (await Progress(page, above: first)).ShouldBeGreaterThan(first);

        // Interrupt, and go on with the session.
        await page.ClickAsync("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']");
        // The reply, by which the cell is done, may come before the output: they have a channel each.
        await page.WaitForFunctionAsync(
            $"code => Jupyter.notebook.get_cell({Find}).element.find('.output').text().includes('Interrupted')",
            "var history = trainer.Fit("
        );
        await Idle(page);
        await TypeNumber(page, "var epochs", "1");
        await Idle(page);
        await Run(page, "var history = trainer.Fit(");
        (await OutputOf(page, "var history = trainer.Fit(")).ShouldNotContain("Interrupted");

        // Complete with Tab, in a cell of the lab. (A new cell would get an id only when the server writes it, behind the
        // signature by which this version of Jupyter trusts a notebook's outputs.)
        await page.EvaluateAsync(
            "code => { const n = Jupyter.notebook; n.select(" + Find + "); n.edit_mode(); }",
            "// parameters"
        );
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("\nConsole.WriteL");
        await page.Keyboard.PressAsync("Tab");
        await page.WaitForFunctionAsync(
            "code => Jupyter.notebook.get_cell(" + Find + ").get_text().endsWith('Console.WriteLine')",
            "// parameters"
        );

        // Save, open again: the outputs are there.
        await page.Keyboard.PressAsync("Escape");
        await page.EvaluateAsync("() => Jupyter.notebook.save_notebook().then(() => true)");
        await page.ReloadAsync();
        await page.Locator(".output_area svg").First.WaitForAsync();
        File.ReadAllText(Path.Combine(labs.Notebooks, "06-lenet.ipynb"))
            .ShouldContain("application/vnd.plotly.v1+json");
    }

    private static async Task RunAll(IPage page)
    {
        await page.ClickAsync("#celllink");
        await page.ClickAsync("#run_all_cells a");
    }

    private static Task Idle(IPage page) =>
        page.WaitForFunctionAsync(
            "() => !document.querySelector('.code_cell.running') && document.querySelector('#kernel_indicator_icon.kernel_idle_icon')",
            null,
            new() { Timeout = Patience }
        );

    private static async Task Run(IPage page, string code, bool wait = true)
    {
        await page.EvaluateAsync(
            $"code => {{ const n = Jupyter.notebook; n.select({Find}); n.execute_cell(); }}",
            code
        );
        if (wait)
        {
            await page.WaitForTimeoutAsync(200);
            await Idle(page);
        }
    }

    /// <summary>Types another number over that of a variable, as a student does, and runs the cell with Shift+Enter.</summary>
    private static async Task TypeNumber(IPage page, string variable, string number)
    {
        await page.EvaluateAsync(
            $$"""
            code => {
              const notebook = Jupyter.notebook;
              const index = {{Find}};
              notebook.select(index);
              notebook.edit_mode();
              const editor = notebook.get_cell(index).code_mirror;
              const match = new RegExp(code + ' = (\\d+)').exec(editor.getValue());
              const end = match.index + match[0].length;
              editor.setSelection(editor.posFromIndex(end - match[1].length), editor.posFromIndex(end));
              editor.focus();
            }
            """,
            variable
        );
        await page.Keyboard.TypeAsync(number);
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.WaitForTimeoutAsync(200);
    }

    private static Task RemoveStatement(IPage page, string start) =>
        page.EvaluateAsync(
            $$"""
            code => {
              const cell = Jupyter.notebook.get_cell({{Find}});
              const text = cell.get_text();
              const at = text.indexOf(code);
              cell.set_text(text.slice(0, at) + text.slice(text.indexOf(';', at) + 1));
            }
            """,
            start
        );

    private static Task<string> OutputOf(IPage page, string code) =>
        page.EvaluateAsync<string>($"code => Jupyter.notebook.get_cell({Find}).element.find('.output').text()", code);

    /// <summary>How far the training cell's progress bar is, once it is farther than before.</summary>
    private static async Task<double> Progress(IPage page, double above)
    {
        var code = "var history = trainer.Fit(";
        var value = $"Jupyter.notebook.get_cell({Find}).element.find('.output progress').last().val() ?? 0";
        await page.WaitForFunctionAsync($"([code, above]) => ({value}) > above", new object[] { code, above });
        return await page.EvaluateAsync<double>($"code => {value}", code);
    }

    /// <summary>How many colours the first chart has.</summary>
    private static Task<int> Colours(IPage page) =>
        page.EvaluateAsync<int>(
            """
            async () => {
              const svg = document.querySelector('.output_area svg').cloneNode(true);
              svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
              svg.setAttribute('width', 600); svg.setAttribute('height', 400);
              const image = new Image();
              image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(svg));
              await image.decode();
              const canvas = document.createElement('canvas');
              canvas.width = 600; canvas.height = 400;
              const context = canvas.getContext('2d');
              context.drawImage(image, 0, 0);
              const data = context.getImageData(0, 0, 600, 400).data;
              const colours = new Set();
              for (let i = 0; i < data.length; i += 4) colours.add((data[i] << 16) + (data[i + 1] << 8) + data[i + 2] + data[i + 3] * 0x1000000);
              return colours.size;
            }
            """
        );

    /// <summary>The index of the first code cell that contains <c>code</c>.</summary>
    private const string Find =
        "Jupyter.notebook.get_cells().findIndex(c => c.cell_type === 'code' && c.get_text().includes(code))";
}
