package io.lifecycle4j.core.badinputs;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.contract.Fixtures.utf8;

import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** The documents that the library reads back from a home, each with a way to put another there. */
enum Documents {
  /** What {@code format.json} says. */
  FORMAT {
    @Override
    byte[] valid(Sandbox in) throws IOException {
      return Files.readAllBytes(in.home.resolve("format.json"));
    }

    @Override
    Object read(Sandbox in, byte[] document) throws IOException {
      in.close();
      byte[] before = valid(in);
      Files.write(in.home.resolve("format.json"), document);
      try {
        in.reopen();
      } finally {
        Files.write(in.home.resolve("format.json"), before);
      }
      return in.life();
    }
  },

  /** The manifest of a version of a data set. */
  DATASET_MANIFEST {
    @Override
    byte[] valid(Sandbox in) {
      return in.medium.blobs().read(in.lifecycle.datasets().dataset("before").version(1).id());
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      BlobId id = in.medium.blobs().put(Content.of(document));
      append(in, "datasets", utf8(entry(in, id)));
      return in.lifecycle.datasets().dataset("bad").versions().get(0).manifest();
    }

    private String entry(Sandbox in, BlobId id) {
      return new String(payload(in, "datasets", 0), java.nio.charset.StandardCharsets.UTF_8)
          .replace("\"dataset\":\"before\"", "\"dataset\":\"bad\"")
          .replaceFirst("\"manifest\":\"[0-9a-f]{64}\"", "\"manifest\":\"" + id + "\"");
    }
  },

  /** The manifest of a version of a model. */
  MODEL_MANIFEST {
    @Override
    byte[] valid(Sandbox in) {
      return in.medium.blobs().read(in.lifecycle.models().version("before", 1).id());
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      BlobId id = in.medium.blobs().put(Content.of(document));
      append(in, "registry", utf8(entry(id)));
      return in.lifecycle.models().version("bad", 1).manifest();
    }

    private String entry(BlobId id) {
      return String.format(
          "{\"actor\":\"ann\",\"kind\":\"registered\",\"manifest\":\"%s\",\"move\":{\"alias\":"
              + "\"production\",\"from\":0,\"model\":\"bad\",\"to\":1},\"reason\":\"Why\","
              + "\"time\":\"%s\",\"v\":1,\"verdicts\":[]}",
          id, TIME);
    }
  },

  /** An entry of the journal of data sets; the next version of the one that is there. */
  DATASET_ENTRY {
    @Override
    byte[] valid(Sandbox in) {
      String first =
          new String(payload(in, "datasets", 0), java.nio.charset.StandardCharsets.UTF_8);
      return utf8(first.replace("\"number\":1", "\"number\":2"));
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      append(in, "datasets", document);
      return in.lifecycle.datasets().dataset("before").version(2).number();
    }
  },

  /** An entry of the registry. */
  REGISTRY_ENTRY {
    @Override
    byte[] valid(Sandbox in) {
      return payload(in, "registry", 1);
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      append(in, "registry", document);
      return in.lifecycle.models().history("before").size();
    }
  },

  /** An entry of the catalog of runs, of a kind that is JSON. */
  RUN {
    @Override
    byte[] valid(Sandbox in) {
      return utf8("{\"kind\":\"restore\",\"run\":\"" + in.run().id() + "\"}");
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      append(in, "runs", document);
      return in.lifecycle.experiments().runs("before").size();
    }
  },

  /** Facts of a run. */
  RUN_EVENT {
    @Override
    byte[] valid(Sandbox in) {
      return payload(in, in.runJournal(), 0);
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      try (Journal journal = in.medium.journals().owned(in.runJournal())) {
        journal.append(Batch.of(document, Durability.PROCESS));
      }
      return in.lifecycle.experiments().history(in.run().id(), "loss").size();
    }
  };

  /** Returns a document of the kind that is right. */
  abstract byte[] valid(Sandbox in) throws IOException;

  /** Puts a document there and has the library read it. */
  abstract Object read(Sandbox in, byte[] document) throws IOException;

  private static void append(Sandbox in, String journal, byte[] payload) {
    boolean chained = journal.equals("registry");
    try (Journal opened =
        chained ? in.medium.journals().chained(journal) : in.medium.journals().shared(journal)) {
      opened.append(Batch.of(payload, Durability.PROCESS));
    }
  }

  private static byte[] payload(Sandbox in, String journal, int index) {
    List<byte[]> all =
        in.medium.journals().read(journal, 1).stream().map(entry -> entry.payload()).toList();
    return all.get(index);
  }
}
