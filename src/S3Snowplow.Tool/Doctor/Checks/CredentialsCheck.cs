using Amazon.Runtime;
using S3Snowplow.Aws;

namespace S3Snowplow.Tool;

/// <summary>Says where the credentials for Amazon's services come from, and that they can be had. Never what they are.</summary>
internal sealed class CredentialsCheck(DoctorContext context) : IDoctorCheck
{
    public string Name => "AWS credentials";

    public async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        bool isNeeded = context.Settings.Has("Sqs") || ServeBands.Channels(context.Settings).Any(channel => string.Equals(channel.Type, "sns", StringComparison.OrdinalIgnoreCase));
        if (!isNeeded)
        {
            return Finding.Skipped("nothing of Amazon's is set");
        }

        try
        {
            AWSCredentials found = context.Credentials ?? await CredentialChain.FindAsync();
            await found.GetCredentialsAsync();
            return Finding.Ok($"by {Source(found)}");
        }
        catch (AmazonClientException exception)
        {
            return Finding.Wrong(exception.Message.ReplaceLineEndings(" ").TrimEnd('.'), "Give some by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, by a profile (AWS_PROFILE), or by a role of this machine, container or pod.");
        }
    }

    private static string Source(AWSCredentials credentials) => credentials switch
    {
        EnvironmentVariablesAWSCredentials => "variables",
        AssumeRoleWithWebIdentityCredentials => "a role with a web identity",
        AssumeRoleAWSCredentials => "a role of a profile",
        SSOAWSCredentials => "single sign-on of a profile",
        GenericContainerCredentials => "the container's role",
        InstanceProfileAWSCredentials => "the instance's role",
        BasicAWSCredentials or SessionAWSCredentials => "the keys of a profile",
        _ => credentials.GetType().Name,
    };
}
