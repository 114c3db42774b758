package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.registry.AuditHead;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Measures the time to verify the audit trail of a home with 100,000 entries of about 700 bytes,
 * half of them with the verdicts of gates. The figure is the median of the rounds.
 */
final class AuditVerification {
  private static final int ENTRIES = 100_000;
  private static final int BATCH = 1_000;
  private static final int ROUNDS = 7;
  private static final double CEILING = 2;

  private AuditVerification() {}

  static void run() throws IOException {
    Path directory = TemporaryDirectory.create();
    try {
      Path place = directory.resolve("home");
      fill(place);
      try (Lifecycle home = Lifecycle.open(place)) {
        AuditHead head = home.models().audit().head();
        List<Double> seconds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) { // the first is of a cold process
          long begin = System.nanoTime();
          long verified = home.models().audit().verify(head).sequence();
          seconds.add((System.nanoTime() - begin) / 1e9);
          if (verified != ENTRIES) {
            throw new IllegalStateException("Verified " + verified + " entries");
          }
        }
        System.out.printf(Locale.ROOT, "  the first time in a process %.3f s%n", seconds.get(0));
        double median = PeerComparison.median(seconds);
        System.out.printf(
            Locale.ROOT,
            "audit-%d-entries-s %.3f ceiling %s %s%n",
            ENTRIES,
            median,
            CEILING,
            median <= CEILING ? "met" : "missed");
      }
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  /** Two versions take turns in production. */
  private static void fill(Path place) {
    append(place, ENTRIES, AuditVerification::entry);
  }

  /** Registers versions of a model, whose manifests are not there. */
  static void register(Path place, int versions) {
    append(place, versions, i -> registered(i + 1));
  }

  /** Lets two versions of a model take turns in production, of which the second is there. */
  static void move(Path place, String model, int moves) {
    append(place, moves, i -> moved(model, 2 - i % 2, 1 + i % 2, ""));
  }

  private static void append(Path place, int entries, IntFunction<String> entry) {
    try (Medium medium = Media.file(place);
        Journal journal = medium.journals().chained("registry")) {
      List<byte[]> batch = new ArrayList<>();
      for (int i = 0; i < entries; i++) {
        batch.add(entry.apply(i).getBytes(StandardCharsets.UTF_8));
        if (batch.size() == BATCH || i == entries - 1) {
          journal.append(new Batch(UUID.randomUUID(), Batch.ANY, batch, Durability.PROCESS));
          batch = new ArrayList<>();
        }
      }
    }
  }

  private static String entry(int i) {
    if (i < 2) {
      return registered(i + 1);
    }
    int version = i % 2 + 1;
    String judged =
        i % 4 < 2
            ? String.format(
                Locale.ROOT,
                "{\"kind\":\"judged\",\"effect\":\"INFORMS\",\"needs\":[],\"alias\":\"production\","
                    + "\"evaluation\":null,\"rival\":null,\"model\":\"fraud\",\"verdicts\":[{\"explanation\":\"auc"
                    + " is 0.9312 (needs at least 0.9200), 95 %% from 0.9271 to 0.9353, of 10,000"
                    + " rows\",\"gate\":\"auc >="
                    + " 0.92\",\"verdict\":\"pass\"},{\"explanation\":\"accuracy is 0.0121 better"
                    + " than production (at most 0.0100 worse), paired on 10,000"
                    + " rows\",\"gate\":\"not worse than"
                    + " production\",\"verdict\":\"pass\"},{\"explanation\":\"better than always"
                    + " 'no' by 0.2100\",\"gate\":\"better than"
                    + " baseline\",\"verdict\":\"pass\"}],\"version\":%d},",
                version)
            : "";
    return moved("fraud", i == 2 ? 0 : 3 - version, version, judged);
  }

  private static String registered(int version) {
    return String.format(
        Locale.ROOT,
        "{\"actor\":\"alice\",\"changes\":[{\"kind\":\"registered\",\"effect\":\"SERVES\",\"needs\":[\"%1$s\"],"
            + "\"data\":{\"dataset\":\"payments\",\"id\":\"%1$s\",\"number\":3},"
            + "\"files\":[{\"blob\":\"%1$s\",\"name\":\"weights.safetensors\",\"size\":1000}],"
            + "\"manifest\":\"%1$s\",\"model\":\"fraud\",\"run\":\"run-1\",\"version\":%2$d}],\"library\":\"0.1.0\","
            + "\"reason\":\"Trained\",\"time\":\"2026-01-02T03:04:00Z\",\"v\":1}",
        "0a".repeat(32),
        version);
  }

  /** Returns the entry of a move, after other changes, each with a comma. */
  private static String moved(String model, int from, int version, String changes) {
    return String.format(
        Locale.ROOT,
        "{\"actor\":\"alice\",\"changes\":[%s{\"kind\":\"moved\",\"effect\":\"SERVES\",\"needs\":[],\"alias\":\"production\","
            + "\"direction\":\"FORWARD\",\"from\":%s,\"model\":\"%s\",\"version\":%d}],\"library\":\"0.1.0\",\"reason\":\"Scores"
            + " better on May\",\"time\":\"2026-01-02T03:04:05.000000006Z\",\"v\":1}",
        changes,
        from == 0 ? "null" : from,
        model,
        version);
  }
}
