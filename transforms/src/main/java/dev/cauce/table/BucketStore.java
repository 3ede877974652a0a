package dev.cauce.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.state.MapState;
import org.jspecify.annotations.Nullable;

/** The buckets of a shard in Beam's state. */
record BucketStore(MapState<Span, Buckets.Size> sizes, MapState<Buckets.Place, byte[]> buckets)
    implements Buckets.Store {
  /** The windows that have groups. */
  List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    sizes.keys().read().forEach(spans::add);
    return spans;
  }

  @Override
  public byte @Nullable [] get(Buckets.Place place) {
    return buckets.get(place).read();
  }

  @Override
  public void put(Buckets.Place place, byte[] bucket) {
    buckets.put(place, bucket);
  }

  @Override
  public void remove(Buckets.Place place) {
    buckets.remove(place);
  }

  @Override
  public Buckets.@Nullable Size size(Span span) {
    return sizes.get(span).read();
  }

  @Override
  public void resize(Span span, Buckets.Size size) {
    sizes.put(span, size);
  }

  @Override
  public void forget(Span span) {
    sizes.remove(span);
  }
}
