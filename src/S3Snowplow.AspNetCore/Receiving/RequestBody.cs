using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace S3Snowplow.AspNetCore.Receiving;

/// <summary>A request's body, or why there is none.</summary>
/// <param name="Bytes">The body.</param>
/// <param name="Refusal">The status to answer with where there is none; 0 where there is one, <see cref="Gone"/> where nobody waits for an answer.</param>
internal readonly record struct RequestBody(ReadOnlyMemory<byte> Bytes, int Refusal = 0)
{
    /// <summary>The sender has closed the connection.</summary>
    public const int Gone = -1;

    /// <summary>Reads a body whole, but not more than the limit, and not longer than until the cancellation.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">In bytes. It holds whatever limit the server has of its own.</param>
    /// <param name="late">Cancelled when it takes too long.</param>
    public static async Task<RequestBody> ReadAsync(HttpContext context, int limit, CancellationToken late)
    {
        HttpRequest request = context.Request;
        if (request.ContentLength > limit)
        {
            return new RequestBody(default, StatusCodes.Status413PayloadTooLarge);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } own)
        {
            own.MaxRequestBodySize = limit;
        }

        try
        {
            return await ReadAsync(request.BodyReader, limit, late).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception)
        {
            // The server's words: too large, too slow, cut short, chunks that are none.
            return new RequestBody(default, exception.StatusCode);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return new RequestBody(default, StatusCodes.Status408RequestTimeout);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ConnectionAbortedException or IOException)
        {
            return new RequestBody(default, Gone);
        }
    }

    private static async Task<RequestBody> ReadAsync(PipeReader reader, int limit, CancellationToken late)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(late).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            if (buffer.Length > limit)
            {
                reader.AdvanceTo(buffer.End);
                return new RequestBody(default, StatusCodes.Status413PayloadTooLarge);
            }

            if (read.IsCompleted)
            {
                byte[] bytes = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return new RequestBody(bytes);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
