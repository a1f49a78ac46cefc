using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>Somebody who looks at a page, in a browser of their own. What goes wrong there is noted: errors of scripts, and requests to anybody else.</summary>
internal sealed class Visit : IAsyncDisposable
{
    public static readonly ViewportSize Desktop = new() { Width = 1280, Height = 1000 };
    public static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };
    public static readonly ViewportSize Wall = new() { Width = 1920, Height = 1080 };

    private readonly ConcurrentQueue<string> _wrong = new();

    private Visit(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>What went wrong so far.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Whether errors of the network are expected, as where a test takes the server away.</summary>
    public bool ExpectsNetworkErrors { get; set; }

    /// <summary>A pattern that the browser gets; it takes no options.</summary>
    public static Regex Pattern(string pattern) => new(pattern, RegexOptions.None, TimeSpan.FromSeconds(5));

    /// <summary>Begins; nothing is opened yet.</summary>
    public static async Task<Visit> BeginAsync(Chromium chromium, ViewportSize? size = null, bool isDark = false, Uri? only = null, bool isForced = false)
    {
        IBrowserContext context = await chromium.Browser.NewContextAsync(new()
        {
            ViewportSize = size ?? Desktop,
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ForcedColors = isForced ? ForcedColors.Active : ForcedColors.None,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000);
        context.SetDefaultNavigationTimeout((float)Patience.Limit.TotalMilliseconds);
        var visit = new Visit(await context.NewPageAsync());
        visit.Page.PageError += (_, error) => visit._wrong.Enqueue($"script: {error}");
        visit.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !(visit.ExpectsNetworkErrors && message.Text.Contains("net::", StringComparison.Ordinal)))
            {
                visit._wrong.Enqueue($"console: {message.Text}");
            }
        };
        visit.Page.Request += (_, request) =>
        {
            var address = new Uri(request.Url);
            if (address.Scheme != "data" && (only is null ? address.Scheme != "file" : address.Authority != only.Authority))
            {
                visit._wrong.Enqueue($"request: {request.Url}");
            }
        };
        return visit;
    }

    /// <summary>Opens a live page, and waits for its picture.</summary>
    public static async Task<Visit> OpenAsync(Chromium chromium, Uri address, ViewportSize? size = null, bool isDark = false, string route = "", bool isForced = false)
    {
        Visit visit = await BeginAsync(chromium, size, isDark, address, isForced);
        await visit.Page.GotoAsync(address + route);
        await visit.DrawnAsync();
        return visit;
    }

    /// <summary>Waits until the picture of the opened pipeline is drawn.</summary>
    public Task DrawnAsync() => Page.Locator(".label").First.WaitForAsync();

    /// <summary>Shows another span of time.</summary>
    public async Task ChooseAsync(string tab)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = tab, Exact = true }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = tab, Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
        await DrawnAsync();
    }

    /// <summary>A script that gives texts, such as what is wrong with a layout.</summary>
    public async Task<string[]> AskAsync(string script) => await Page.EvaluateAsync<string[]>(script);

    /// <summary>Labels of pictures that stand on one another, or outside of their picture.</summary>
    public Task<string[]> MisplacedLabelsAsync() => AskAsync(
        """
        () => [...document.querySelectorAll(".drawing")].flatMap((drawing) => {
          const frame = drawing.getBoundingClientRect();
          const labels = [...drawing.querySelectorAll(".label")].map((one) => ({ text: one.textContent, box: one.getBoundingClientRect() }));
          const outside = labels.filter(({ box }) => box.left < frame.left - 0.5 || box.right > frame.right + 0.5 || box.top < frame.top - 0.5 || box.bottom > frame.bottom + 0.5 || box.width === 0);
          const pairs = labels.flatMap((a, index) => labels.slice(index + 1).filter((b) =>
            a.box.left < b.box.right && a.box.right > b.box.left && a.box.top < b.box.bottom && a.box.bottom > b.box.top).map((b) => `${a.text} on ${b.text}`));
          return [...outside.map(({ text, box }) => `${text} outside: ${JSON.stringify(box)} of ${JSON.stringify(frame)}`), ...pairs, ...(labels.length < 8 ? [`only ${labels.length} labels`] : [])];
        })
        """);

    /// <summary>Elements that make the page wider than the screen.</summary>
    public Task<string[]> TooWideAsync() => AskAsync(
        """
        () => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`)
        """);

    /// <summary>What axe finds.</summary>
    public async Task<string[]> BarriersAsync()
    {
        AxeResult found = await Page.RunAxe();
        return [.. found.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html} ({violation.Help})"))];
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
