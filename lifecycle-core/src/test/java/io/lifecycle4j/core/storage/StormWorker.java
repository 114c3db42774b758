package io.lifecycle4j.core.storage;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.Medium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Writes to a home until it is done or killed: batches to a shared journal and to one of its own,
 * and blobs.
 *
 * <p>The n-th batch of a worker holds the texts {@code worker.n.0}, {@code worker.n.1} and so on;
 * how many and how durable is the seed's choice.
 */
final class StormWorker {
  private StormWorker() {}

  public static void main(String[] arguments) throws Exception {
    String worker = arguments[1];
    int batches = Integer.parseInt(arguments[4]);
    Random random = new Random(Long.parseLong(arguments[3]));
    try (Medium medium = Media.file(Path.of(arguments[0]));
        AckFile acks = new AckFile(Path.of(arguments[2]));
        Journal shared = medium.journals().shared("log");
        Journal owned = medium.journals().owned("run-" + worker)) {
      for (int n = 0; n < batches; n++) {
        if (random.nextInt(5) == 0) {
          byte[] bytes = Fixtures.bytes(random.nextLong(), random.nextInt(20_000));
          acks.acknowledge("blob " + medium.blobs().put(Content.of(bytes)));
        }
        Batch batch = batch(worker, n, random);
        if (random.nextInt(3) == 0) {
          owned.append(batch);
          acks.acknowledge("run " + n + " " + batch.payloads().size());
        } else {
          shared.append(batch);
          acks.acknowledge("log " + n + " " + batch.payloads().size());
        }
      }
    }
  }

  private static Batch batch(String worker, int n, Random random) {
    List<byte[]> payloads = new ArrayList<>();
    int size = 1 + random.nextInt(4);
    for (int i = 0; i < size; i++) {
      payloads.add(Fixtures.utf8(worker + "." + n + "." + i + "." + size));
    }
    Durability durability = random.nextInt(3) == 0 ? Durability.POWER : Durability.PROCESS;
    UUID token = new UUID(random.nextLong(), random.nextLong());
    return new Batch(token, Batch.ANY, payloads, durability);
  }
}
