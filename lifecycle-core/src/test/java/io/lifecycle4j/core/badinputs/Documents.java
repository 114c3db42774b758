package io.lifecycle4j.core.badinputs;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.contract.Fixtures.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
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
        return in.life();
      } finally {
        Files.write(in.home.resolve("format.json"), before);
        in.reopen();
      }
    }
  },

  /** The manifest of a version of a dataset. */
  DATASET_MANIFEST {
    @Override
    byte[] valid(Sandbox in) {
      return in.medium.blobs().read(in.lifecycle.datasets().dataset("before").version(1).id());
    }

    @Override
    void put(Sandbox in, byte[] document) {
      BlobId id = in.medium.blobs().put(Content.of(document));
      append(in, "datasets", utf8(entry(in, id)));
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      return in.lifecycle.datasets().dataset("bad").versions().get(0).manifest();
    }

    private String entry(Sandbox in, BlobId id) {
      return new String(payload(in, "datasets", 0), UTF_8)
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
    void put(Sandbox in, byte[] document) {
      putModel(in, document);
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      return in.lifecycle.models().version("bad", 1).manifest();
    }
  },

  /** An entry of the journal of datasets; the next version of the one that is there. */
  DATASET_ENTRY {
    @Override
    byte[] valid(Sandbox in) {
      String first = new String(payload(in, "datasets", 0), UTF_8);
      return utf8(first.replace("\"number\":1", "\"number\":2"));
    }

    @Override
    void put(Sandbox in, byte[] document) {
      append(in, "datasets", document);
    }

    @Override
    Object read(Sandbox in, byte[] document) {
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
    void put(Sandbox in, byte[] document) {
      append(in, "registry", document);
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      in.registry.refresh();
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
    void put(Sandbox in, byte[] document) {
      append(in, "runs", document);
    }

    @Override
    Object read(Sandbox in, byte[] document) {
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
    void put(Sandbox in, byte[] document) {
      try (Journal journal = in.medium.journals().owned(in.runJournal())) {
        journal.append(Batch.of(document, Durability.PROCESS));
      }
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      return in.lifecycle.experiments().history(in.run().id(), "loss").size();
    }
  },

  /** What was fitted before a model, within its manifest. */
  PREPROCESSING {
    @Override
    byte[] valid(Sandbox in) throws IOException {
      return utf8(
          new ObjectMapper().readTree(MODEL_MANIFEST.valid(in)).get("preprocessing").toString());
    }

    /** Puts it there as it is, byte by byte. */
    @Override
    void put(Sandbox in, byte[] document) throws IOException {
      String part = new String(valid(in), ISO_8859_1);
      String manifest = new String(MODEL_MANIFEST.valid(in), ISO_8859_1);
      assertThat(manifest).contains(part);
      String changed = manifest.replace(part, new String(document, ISO_8859_1));
      putModel(in, changed.getBytes(ISO_8859_1));
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      return in.lifecycle.models().version("bad", 1).manifest();
    }
  },

  /** The same, as a text that a person keeps. */
  PREPROCESSING_TEXT {
    @Override
    byte[] valid(Sandbox in) throws IOException {
      return PREPROCESSING.valid(in);
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      return FittedPreprocessing.read(new String(document, UTF_8));
    }
  },

  /** A schema that a person keeps. */
  SCHEMA {
    @Override
    byte[] valid(Sandbox in) {
      return utf8(Sandbox.SCHEMA.json());
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      return Schema.read(new String(document, UTF_8));
    }
  },

  /** A proposal that a person may have changed. */
  PROPOSAL {
    @Override
    byte[] valid(Sandbox in) {
      Source source = Sources.csv("rows.csv", Content.of("a,b\n" + "1,x\n2,y\n".repeat(100)));
      return utf8(in.lifecycle.datasets().dataset("before").propose(source).json());
    }

    @Override
    Object read(Sandbox in, byte[] document) {
      return in.lifecycle.datasets().proposal(new String(document, UTF_8));
    }
  };

  /** Returns a document of the kind that is right. */
  abstract byte[] valid(Sandbox in) throws IOException;

  /** Puts a document there; one that is given to be read is put nowhere. */
  void put(Sandbox in, byte[] document) throws IOException {
    // is given when it is read
  }

  /** Has the library read the document. */
  abstract Object read(Sandbox in, byte[] document) throws IOException;

  /** Tells whether it is given as a text, which holds no bytes that are none. */
  boolean isText() {
    return this == SCHEMA || this == PROPOSAL || this == PREPROCESSING_TEXT;
  }

  /** Registers a manifest of a model past the registry. */
  private static void putModel(Sandbox in, byte[] manifest) {
    BlobId id = in.medium.blobs().put(Content.of(manifest));
    String entry =
        String.format(
            "{\"actor\":\"ann\",\"changes\":[{\"kind\":\"registered\",\"effect\":\"SERVES\","
                + "\"needs\":[\"%1$s\"],\"data\":{\"dataset\":\"rides\",\"id\":\"%1$s\",\"number\":1},"
                + "\"files\":[],\"manifest\":\"%1$s\",\"model\":\"bad\",\"run\":null,\"version\":1}],"
                + "\"library\":\"0.1.0\",\"reason\":\"Why\",\"time\":\"%2$s\",\"v\":1}",
            id, TIME);
    append(in, "registry", utf8(entry));
  }

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
