using System.Buffers;

namespace S3Snowplow.Mapping;

/// <summary>Stands before a mapper and keeps the true key from it. It is left out where keys are sent as they are, so that costs nothing.</summary>
internal sealed class PrivateKeyMapper(IObjectEventMapper inner, KeyReplacement keys) : IObjectEventMapper
{
    /// <summary>The mapper behind.</summary>
    public IObjectEventMapper Inner => inner;

    /// <inheritdoc/>
    public IgluUri Schema => inner.Schema;

    /// <summary>The mapper itself, or with one before it where the options keep keys private.</summary>
    public static IObjectEventMapper Before(IObjectEventMapper mapper, RelayOptions options) =>
        mapper is not PrivateKeyMapper && KeyReplacement.For(options) is { } keys ? new PrivateKeyMapper(mapper, keys) : mapper;

    /// <summary>The mapper that decides the layout: the one behind, where there is one before it.</summary>
    public static IObjectEventMapper Behind(IObjectEventMapper mapper) => mapper is PrivateKeyMapper before ? before.Inner : mapper;

    /// <inheritdoc/>
    public void WriteData(in ObjectEvent objectEvent, IBufferWriter<byte> data) => inner.WriteData(keys.Apply(objectEvent), data);
}
