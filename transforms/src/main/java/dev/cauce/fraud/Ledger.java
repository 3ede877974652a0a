package dev.cauce.fraud;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;

/**
 * What is kept of payments, by key, and what it says of the next one.
 *
 * @param <A> what the keys of one shard share
 * @param <K> what is kept of a key
 */
interface Ledger<A, K> extends Serializable {
  String key(Payment payment);

  /** What is shared before any payment. */
  A shared();

  /** What is kept of a key that was never seen. */
  K start();

  /** Judges {@code payment} and learns it; the payments of a shard come in their order. */
  void judge(Payment payment, A shared, K kept);

  void writeShared(A shared, DataOutputStream out) throws IOException;

  A readShared(DataInputStream in) throws IOException;

  void write(K kept, DataOutputStream out) throws IOException;

  K read(DataInputStream in) throws IOException;

  /** By card: {@link Card} and {@link Population}. */
  final class Cards implements Ledger<Population, Card> {
    private static final long serialVersionUID = 1L;

    @Override
    public String key(Payment payment) {
      return payment.card;
    }

    @Override
    public Population shared() {
      return new Population();
    }

    @Override
    public Card start() {
      return new Card();
    }

    @Override
    public void judge(Payment payment, Population shared, Card kept) {
      payment.evidence = kept.judge(payment, shared);
    }

    @Override
    public void writeShared(Population shared, DataOutputStream out) throws IOException {
      shared.write(out);
    }

    @Override
    public Population readShared(DataInputStream in) throws IOException {
      return Population.read(in);
    }

    @Override
    public void write(Card kept, DataOutputStream out) throws IOException {
      kept.write(out);
    }

    @Override
    public Card read(DataInputStream in) throws IOException {
      return Card.read(in);
    }
  }

  /** By place: {@link Place}; nothing is shared. */
  final class Places implements Ledger<Boolean, Place> {
    private static final long serialVersionUID = 1L;

    @Override
    public String key(Payment payment) {
      return payment.place;
    }

    @Override
    public Boolean shared() {
      return true;
    }

    @Override
    public Place start() {
      return new Place();
    }

    @Override
    public void judge(Payment payment, Boolean shared, Place kept) {
      if (!payment.place.isEmpty()) {
        payment.evidence = payment.evidence.at(kept.judge(payment));
      }
    }

    @Override
    public void writeShared(Boolean shared, DataOutputStream out) {
      // Nothing is shared.
    }

    @Override
    public Boolean readShared(DataInputStream in) {
      return true;
    }

    @Override
    public void write(Place kept, DataOutputStream out) throws IOException {
      kept.write(out);
    }

    @Override
    public Place read(DataInputStream in) throws IOException {
      return Place.read(in);
    }
  }
}
