using System.Net;
using System.Net.Sockets;

namespace S3Snowplow.Benchmarks.Collector;

/// <summary>
/// A collector that counts and answers 200, and does nothing else. A process of its own, so that its work is neither in the relay's
/// processor time nor in its heap.
/// </summary>
internal static class NullCollector
{
    /// <summary>Serves until its standard input ends. Prints the port first.</summary>
    /// <param name="stalls">Whether it reads requests and never answers them.</param>
    public static int Run(bool stalls)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(256);
        Console.Out.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);

        var counters = new CollectorCounters();
        Start(() => Accept(listener, counters, stalls));
        Console.In.ReadToEnd();
        return 0;
    }

    private static void Accept(Socket listener, CollectorCounters counters, bool stalls)
    {
        while (true)
        {
            Socket socket = listener.Accept();
            Start(() => new CollectorConnection(socket, counters, stalls).Serve());
        }
    }

    // Blocking threads: for a handful of connections they cost less than the machinery of asynchronous sockets.
    private static void Start(ThreadStart work) => new Thread(work) { IsBackground = true }.Start();
}
