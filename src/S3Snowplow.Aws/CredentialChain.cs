using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace S3Snowplow.Aws;

/// <summary>Amazon's own chain of credentials: variables, web identity (<c>AWS_WEB_IDENTITY_TOKEN_FILE</c>, <c>AWS_ROLE_ARN</c>), profile, container, instance.</summary>
/// <remarks>
/// The chain finds the clients that a role or a profile of single sign-on needs by their names, in assemblies that nothing refers to: they would not be there, or, where the program is
/// trimmed or native, would be left out. docs/decisions/0015-credentials-of-amazon.md says why they are not registered instead.
/// </remarks>
internal static class CredentialChain
{
    /// <summary>The credentials, which renew what expires.</summary>
    /// <exception cref="AmazonClientException">There are none; it has what each place said.</exception>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCConfig))]
    public static Task<AWSCredentials> FindAsync() => DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync();
}
