package dev.cauce.runners;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcSystemLoader;

/**
 * Gives Flink its RPC from the class path. Flink's own loader unpacks a jar of 20 MB into the
 * temporary directory at each start and loads it with a class loader of its own, out of reach of
 * class data sharing. Where the classes are not on the class path (they are in our jar only), this
 * one fails, and Flink turns to its own.
 */
public final class FlinkRpc implements RpcSystemLoader {
  /** For {@link java.util.ServiceLoader}. */
  public FlinkRpc() {}

  @Override
  public int getLoadPriority() {
    return -1; // The least comes first; Flink's own has 0.
  }

  @Override
  public RpcSystem loadRpcSystem(Configuration config) {
    try {
      return Class.forName("org.apache.flink.runtime.rpc.pekko.PekkoRpcSystem")
          .asSubclass(RpcSystem.class)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Flink's RPC is not on the class path", e);
    }
  }
}
