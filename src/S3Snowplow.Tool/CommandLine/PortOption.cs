using System.CommandLine;
using System.Globalization;

namespace S3Snowplow.Tool;

/// <summary>An option whose value is a TCP port of this machine.</summary>
internal static class PortOption
{
    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="port">What holds without it.</param>
    public static Option<int> Create(string name, string description, int port)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => port };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int given) && given <= 65535))
            {
                result.AddError($"{name} is '{result.Tokens[0].Value}'; 0 to 65535 are allowed.");
            }
        });
        return option;
    }
}
