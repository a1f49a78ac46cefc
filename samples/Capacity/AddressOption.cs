using System.CommandLine;

namespace S3Snowplow.CapacitySample;

/// <summary>An option whose value is an address: what is wrong with it is said in the option's name, before anything is done.</summary>
internal static class AddressOption
{
    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="isRequired">Whether the command needs it.</param>
    /// <param name="isSecret">Whether credentials go there: then http is for this machine only.</param>
    public static Option<string> Create(string name, string description, bool isRequired, bool isSecret = true)
    {
        var option = new Option<string>(name) { Description = description, Required = isRequired };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && Problem(name, result.Tokens[0].Value, isSecret) is { } problem)
            {
                result.AddError(problem);
            }
        });
        return option;
    }

    private static string? Problem(string option, string text, bool isSecret)
    {
        string allowed = isSecret ? "allowed: https://HOST:PORT, or http:// to this machine" : "allowed: http://HOST:PORT or https://HOST:PORT";

        // A user in front of the host would bring a password into a log.
        string shown = text.Contains('@', StringComparison.Ordinal) ? "an address with a user (not printed here)" : $"'{text}'";
        bool isRead = Uri.TryCreate(text, UriKind.Absolute, out Uri? address);
        return !text.Contains("://", StringComparison.Ordinal) || !isRead || address!.Scheme is not ("http" or "https") ? $"{option} is {shown}, which does not begin with https:// or http://; {allowed}."
            : address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0 ? $"{option} is {shown}; {allowed}, without a user, a query or a fragment."
            : isSecret && address.Scheme == "http" && !address.IsLoopback ? $"{option} is {shown}; http sends credentials in the clear, which is allowed to this machine only: use https."
            : null;
    }
}
