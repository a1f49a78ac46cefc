using System.Globalization;

namespace S3Snowplow.Tool;

/// <summary>
/// What of keys is sent, by the variables that functions have too: who keeps keys private there must not send them by a command. Variables, because a secret on a command line is seen by all users of a machine.
/// </summary>
internal static class KeyPrivacyVariables
{
    private const string Mode = "KEY_PRIVACY";
    private const string Parts = "KEY_PARTS";
    private const string Secret = "KEY_HASH_SECRET";

    private static readonly (string Word, KeyPrivacy Mode)[] Words = [("send", KeyPrivacy.Send), ("hash", KeyPrivacy.Hash), ("first_parts", KeyPrivacy.FirstParts), ("omit", KeyPrivacy.Omit)];

    /// <summary>Sets what the variables say; one that is empty counts as not set.</summary>
    /// <param name="options">Takes the settings.</param>
    /// <param name="variable">Gives a variable's value.</param>
    /// <returns>A message for each variable that cannot be read.</returns>
    public static IReadOnlyList<string> Read(RelayOptions options, Func<string, string?> variable)
    {
        List<string> problems = [];
        if (variable(Mode) is { Length: > 0 } mode)
        {
            int found = Array.FindIndex(Words, word => word.Word.Equals(mode, StringComparison.OrdinalIgnoreCase));
            if (found >= 0)
            {
                options.KeyPrivacy = Words[found].Mode;
            }
            else
            {
                problems.Add($"{Mode} is '{mode}'; allowed: {string.Join(", ", Words.Select(word => word.Word))}.");
            }
        }

        if (variable(Parts) is { Length: > 0 } parts)
        {
            if (int.TryParse(parts, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1)
            {
                options.KeyParts = number;
            }
            else
            {
                problems.Add($"{Parts} is '{parts}'; allowed: a whole number, 1 or more.");
            }
        }

        options.KeyHashSecret = variable(Secret) is { Length: > 0 } secret ? secret : options.KeyHashSecret;
        return problems;
    }

    /// <summary>Sets what the variables say, and tells what is wrong with it in their names.</summary>
    public static IReadOnlyList<string> Problems(RelayOptions options, Func<string, string?> variable) =>
        [.. Read(options, variable), .. options.Validate().Select(Called).Where(message => message.StartsWith("KEY_", StringComparison.Ordinal))];

    /// <summary>As <see cref="Problems"/>, for commands that read notifications: how their sources send keys is said by a variable too.</summary>
    public static IReadOnlyList<string> ProblemsOfNotifications(RelayOptions options, Func<string, string?> variable)
    {
        List<string> problems = [];
        if (variable(KeyEncodingVariable.Variable) is { Length: > 0 } encodings)
        {
            options.KeyEncodings = KeyEncodingVariable.Read(encodings, problems);
        }

        return [.. problems, .. Problems(options, variable)];
    }

    /// <summary>A message of the relay in the names of the variables.</summary>
    public static string Called(string message) => message
        .Replace($"{nameof(RelayOptions.KeyHashSecret)} ", $"{Secret} ", StringComparison.Ordinal)
        .Replace($"{nameof(RelayOptions.KeyPrivacy)} {nameof(KeyPrivacy.Hash)}:", $"{Mode}=hash:", StringComparison.Ordinal);
}
