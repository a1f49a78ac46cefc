using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace S3Snowplow.AspNetCore.Receiving;

/// <summary>A request's body, or why there is none.</summary>
/// <param name="Body">The body; <see langword="null"/> where it is empty.</param>
/// <param name="Refusal">The status to answer with where there is none; 0 where there is one, <see cref="Gone"/> where nobody waits for an answer, <see cref="Crowded"/> where others came.</param>
internal readonly record struct RequestBody(PooledBody? Body, int Refusal = 0)
{
    /// <summary>The sender has closed the connection.</summary>
    public const int Gone = -1;

    /// <summary>The body's place went to somebody else.</summary>
    public const int Crowded = -2;

    /// <summary>Whether the whole body has arrived, or the request has no body. Then nothing more can come, and the connection can stay open.</summary>
    public static bool HasArrived(HttpRequest request)
    {
        if (request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0)
        {
            return true;
        }

        try
        {
            if (!request.BodyReader.TryRead(out ReadResult read))
            {
                return false;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            return read.IsCompleted;
        }
        catch (Exception exception) when (exception is BadHttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Reads a body whole, but not more than the limit, and not longer than to the deadline.</summary>
    /// <param name="context">The request.</param>
    /// <param name="places">Where a body that did not come with its headers takes a place.</param>
    /// <param name="pool">Lends the array that the body is copied into.</param>
    /// <param name="limit">In bytes. It holds whatever limit the server has of its own.</param>
    /// <param name="deadline">From now.</param>
    /// <param name="time">The clock.</param>
    public static async Task<RequestBody> ReadAsync(HttpContext context, BodyPlaces places, BodyPool pool, int limit, TimeSpan deadline, TimeProvider time)
    {
        HttpRequest request = context.Request;
        if (request.ContentLength > limit)
        {
            return new RequestBody(null, StatusCodes.Status413PayloadTooLarge);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } own)
        {
            own.MaxRequestBodySize = limit;
        }

        try
        {
            PipeReader reader = request.BodyReader;
            if (reader.TryRead(out ReadResult read))
            {
                // Most bodies have arrived with their headers: nothing to wait for, nothing to watch.
                if (TryTake(reader, read, pool, limit, out RequestBody body))
                {
                    return body;
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }

            using BodyPlaces.Place place = places.Take();
            using var late = new CancellationTokenSource(deadline, time);
            using var any = CancellationTokenSource.CreateLinkedTokenSource(late.Token, place.Lost, context.RequestAborted);
            try
            {
                return await ReadAsync(reader, pool, limit, any.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (place.Lost.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
            {
                return new RequestBody(null, Crowded);
            }
        }
        catch (BadHttpRequestException exception)
        {
            // The server's words: too large, too slow, cut short, chunks that are none.
            return new RequestBody(null, exception.StatusCode);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return new RequestBody(null, StatusCodes.Status408RequestTimeout);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ConnectionAbortedException or IOException)
        {
            return new RequestBody(null, Gone);
        }
    }

    private static async Task<RequestBody> ReadAsync(PipeReader reader, BodyPool pool, int limit, CancellationToken late)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(late).ConfigureAwait(false);
            if (TryTake(reader, read, pool, limit, out RequestBody body))
            {
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool TryTake(PipeReader reader, in ReadResult read, BodyPool pool, int limit, out RequestBody body)
    {
        ReadOnlySequence<byte> buffer = read.Buffer;
        body = default;
        if (buffer.Length > limit)
        {
            body = new RequestBody(null, StatusCodes.Status413PayloadTooLarge);
        }
        else if (!read.IsCompleted)
        {
            return false;
        }
        else if (!buffer.IsEmpty)
        {
            body = new RequestBody(pool.Copy(buffer));
        }

        reader.AdvanceTo(buffer.End);
        return true;
    }
}
