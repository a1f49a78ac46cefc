using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3Snowplow.Tool;

/// <summary>An option whose value is an address: what is wrong with it is said in the option's name, before anything is done.</summary>
internal static class AddressOption
{
    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="isRequired">Whether the command needs it.</param>
    /// <param name="isSecret">Whether credentials go there: then http is for this machine only.</param>
    public static Option<Uri> Create(string name, string description, bool isRequired, bool isSecret = true) => new(name)
    {
        Description = description,
        Required = isRequired,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            Uri? address = Uri.TryCreate(text, UriKind.Absolute, out Uri? read) ? read : null;
            if (Problem(name, text, address, isSecret) is not { } problem)
            {
                return address;
            }

            result.AddError(problem);
            return null;
        },
    };

    /// <summary>The address that was given, for a validator; <see langword="null"/>: it was not given, or it is wrong, and the option says so itself.</summary>
    public static Uri? Given(SymbolResult result, Option<Uri> option) =>
        result.GetResult(option) is { Implicit: false, Tokens: [var token] } && Uri.TryCreate(token.Value, UriKind.Absolute, out Uri? address) && Problem(option.Name, token.Value, address, isSecret: false) is null ? address : null;

    /// <summary>The address with a slash at its end, so that paths can be put behind it.</summary>
    public static Uri Root(Uri address) => address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");

    private static string? Problem(string option, string text, Uri? address, bool isSecret)
    {
        string allowed = isSecret ? "allowed: https://HOST:PORT, or http:// to this machine" : "allowed: http://HOST:PORT or https://HOST:PORT";

        // A user in front of the host would bring a password into a log.
        string shown = text.Contains('@', StringComparison.Ordinal) ? "an address with a user (not printed here)" : $"'{text}'";
        return !text.Contains("://", StringComparison.Ordinal) || address?.Scheme is not ("http" or "https") ? $"{option} is {shown}, which does not begin with https:// or http://; {allowed}."
            : address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0 ? $"{option} is {shown}; {allowed}, without a user, a query or a fragment."
            : isSecret && address.Scheme == "http" && !address.IsLoopback ? $"{option} is {shown}; http sends credentials in the clear, which is allowed to this machine only: use https."
            : null;
    }
}
