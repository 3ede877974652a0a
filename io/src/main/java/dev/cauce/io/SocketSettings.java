package dev.cauce.io;

/**
 * Where to connect to, and what a close by the peer means.
 *
 * @param endingOnClose whether it is the end of the stream
 */
record SocketSettings(String host, int port, boolean endingOnClose, int maxLineBytes)
    implements FeedInput.Settings {
  @Override
  public String origin() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public FeedInput open() {
    return new SocketInput(this);
  }
}
