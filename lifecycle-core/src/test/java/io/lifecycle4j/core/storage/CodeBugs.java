package io.lifecycle4j.core.storage;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.nameEndsWith;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;

import io.lifecycle4j.core.storage.file.BuggyFiles;
import io.lifecycle4j.core.storage.journal.BuggyJournals;
import io.lifecycle4j.crashkit.ChangedLibrary;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatcher;

/** Durability bugs in the code of the library, put in while a copy of it is loaded. */
final class CodeBugs {
  /** Small, so that journals go on in many files. */
  static final long SEGMENT_BYTES = 200;

  private static final String CORE = "io.lifecycle4j.core.";
  private static final String STORAGE = CORE + "storage.";

  private CodeBugs() {}

  /** What finds a bug. */
  enum Kit {
    /** A power cut or the death of the process, {@code where} names the workload. */
    CUT,
    /** A fault, {@code where} names the workload. */
    FAULT,
    /** Two processes, one in the middle of the other. */
    RACE,
    /** The death of a process, another that began later, a power cut. */
    DEATH_THEN_START,
    /** The death of a process, another that had been there, a power cut. */
    DEATH_BESIDE,
    /** A force of a process that failed, another that had been there, a power cut. */
    FAILED_FORCE_BESIDE,
    /** Damage, {@code where} is a part of what is done. */
    DAMAGE
  }

  /**
   * A bug.
   *
   * @param name what is wrong
   * @param kit what finds it
   * @param where in which workload, or by which damage
   * @param changes what is changed, by the name of the class
   */
  record Bug(
      String name,
      Kit kit,
      String where,
      Map<String, UnaryOperator<DynamicType.Builder<?>>> changes) {
    /** Makes a way to open homes with the bug; each is another process. */
    Function<Path, Medium> open() {
      return opening(changes);
    }

    private Bug with(String type, UnaryOperator<DynamicType.Builder<?>> change) {
      Map<String, UnaryOperator<DynamicType.Builder<?>>> all = new LinkedHashMap<>(changes);
      all.put(fullName(type), change);
      return new Bug(name, kit, where, all);
    }

    /** Has a method do nothing and return nothing. */
    private Bug stub(String type, String method) {
      return fixed(type, method, StubMethod.INSTANCE);
    }

    private Bug fixed(String type, String method, Implementation instead) {
      return with(type, code -> code.method(named(method)).intercept(instead));
    }

    /** Has another method run in the place of one. */
    private Bug replace(String type, String method, String other) {
      return fixed(type, method, MethodCall.invoke(buggy(other)).withAllArguments());
    }

    /** Leaves out what a method calls. */
    private Bug without(String type, String method, String call) {
      return with(
          type,
          code ->
              code.visit(MemberSubstitution.relaxed().method(called(call)).stub().on(in(method))));
    }

    /** Has a method call something else. */
    private Bug instead(String type, String method, String call, String other) {
      return with(
          type,
          code ->
              code.visit(
                  MemberSubstitution.relaxed()
                      .method(called(call))
                      .replaceWith(buggy(other))
                      .on(in(method))));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Finds the package of a class of storage. */
  private static String fullName(String type) {
    return Stream.of("file.", "journal.", "blob.")
        .map(part -> STORAGE + part + type)
        .filter(CodeBugs::exists)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No class of storage: " + type));
  }

  private static boolean exists(String type) {
    return CodeBugs.class.getResource("/" + type.replace('.', '/') + ".class") != null;
  }

  private static Bug bug(String name, Kit kit, String where) {
    return new Bug(name, kit, where, Map.of());
  }

  /** A method and what it does in lambdas. */
  private static ElementMatcher<MethodDescription> in(String method) {
    return named(method).or(nameStartsWith("lambda$" + method + "$"));
  }

  /** A method by its name, with that of its class before it if there are several. */
  private static ElementMatcher<MethodDescription> called(String call) {
    int dot = call.indexOf('.');
    ElementMatcher.Junction<MethodDescription> method = named(call.substring(dot + 1));
    return dot < 0 ? method : method.and(isDeclaredBy(nameEndsWith("." + call.substring(0, dot))));
  }

  private static Method buggy(String name) {
    return Stream.of(BuggyFiles.class, BuggyJournals.class)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Opens homes with a copy of the library in which nothing is changed. */
  static Function<Path, Medium> copy() {
    return opening(Map.of());
  }

  private static Function<Path, Medium> opening(
      Map<String, UnaryOperator<DynamicType.Builder<?>>> changes) {
    return new ChangedLibrary(CORE, changes).opening(STORAGE + "FileMedium", "open", SEGMENT_BYTES);
  }

  static List<Bug> all() {
    return Stream.of(names(), journals(), heads(), locks(), blobs(), damage())
        .flatMap(List::stream)
        .toList();
  }

  /** Only shown by a disk that reads and writes little at a time, as every disk may. */
  static List<Bug> once() {
    return List.of(
        cut("Durable.writeFully writes once", "").replace("Durable", "writeFully", "writeOnce"),
        cut("Durable.readFully reads once", "").replace("Durable", "readFully", "readOnce"));
  }

  private static List<Bug> names() {
    return List.of(
        cut("Durable.forceDirectory does nothing", "first start").stub("Durable", "forceDirectory"),
        cut("Durable.publishNew does not force", "first start")
            .without("Durable", "writeForced", "force"),
        cut("Durable.publishNew does not force the directory", "first start")
            .without("Durable", "publishNew", "forceDirectory"),
        cut("Home.furnish does not force the names of the rooms", "first start")
            .without("Home", "furnish", "forceDirectory"),
        cut("Durable.createDirectory does not force the parent", "shared, POWER")
            .without("Durable", "createDirectory", "forceDirectory"),
        cut("Home.publish writes the format file in place", "first start")
            .instead("Home", "publish", "Durable.publishNew", "writeInPlace"),
        bug("Durable.publishNew renames in place of linking", Kit.RACE, "")
            .instead("Durable", "link", "Files.createLink", "rename"),
        bug("Durable.createDirectory trusts a name it finds", Kit.DEATH_THEN_START, "")
            .replace("Durable", "createDirectory", "createUnlessThere"));
  }

  private static List<Bug> journals() {
    return List.of(
        cut("the checksum of a frame covers nothing", "shared, POWER")
            .without("FrameBuffer", "add", "CRC32C.update")
            .without("Frame", "moveTo", "CRC32C.update"),
        cut("Frame.plausible accepts everything, zeros too", "shared, POWER")
            .fixed("Frame", "plausible", FixedValue.value(true)),
        cut("Frame.last ignores the mark of a batch that goes on", "shared, POWER")
            .fixed("Frame", "last", FixedValue.value(true)),
        cut("JournalWriter.encode takes what is written for forced", "shared, PROCESS")
            .instead("JournalWriter", "encode", "OpenJournal.forced", "written"),
        cut("JournalWriter.force acknowledges without a force", "shared, POWER")
            .stub("JournalWriter", "force"),
        cut("JournalEngine.append acknowledges what is queued", "shared, POWER")
            .instead("JournalEngine", "append", "JournalQueue.run", "tellAtOnce"),
        cut("Tokens are forgotten when a journal is opened", "tokens, tried again")
            .stub("BatchTokens", "accept"),
        cut("OpenJournal.recover goes on in the torn segment", "batches without tokens")
            .stub("OpenJournal", "recover"),
        cut("OpenJournal.roll does not force what it seals", "shared, PROCESS")
            .without("OpenJournal", "roll", "force"),
        bug("OpenJournal.fail forgets a force that failed", Kit.FAULT, "shared, POWER")
            .stub("OpenJournal", "fail"),
        bug("OpenJournal.force tries again and believes it", Kit.FAILED_FORCE_BESIDE, "")
            .instead("OpenJournal", "force", "ActiveSegment.force", "forceAgain"),
        bug("OpenJournal.fail tells no other process", Kit.FAILED_FORCE_BESIDE, "")
            .without("OpenJournal", "fail", "suspect"),
        bug("OpenJournal.follow believes what another could not force", Kit.FAILED_FORCE_BESIDE, "")
            .without("OpenJournal", "follow", "suspected"),
        cut("JournalWriter.checkpoint proves what it did not force", "closed and opened again")
            .without("JournalWriter", "prove", "OpenJournal.force"),
        cut("JournalWriter.snapshot proves what it did not force", "snapshot")
            .without("JournalWriter", "snapshot", "OpenJournal.force"));
  }

  private static List<Bug> heads() {
    return List.of(
        cut("OpenJournal.replace does not force the new segment", "shared, POWER")
            .without("OpenJournal", "replace", "ActiveSegment.force"),
        cut("HeadFile.prepare forces no name that the head needs", "shared, POWER")
            .without("HeadFile", "prepare", "forceDirectory"),
        cut("OpenJournal.publish deletes old segments first", "trim, owned")
            .instead("OpenJournal", "publish", "JournalDirectory.prepare", "sweepFirst"),
        cut("HeadFile.prepare does not force the head", "shared, POWER")
            .without("HeadFile", "prepare", "FileChannel.force"),
        cut("HeadFile.publish does not force the directory", "shared, POWER")
            .without("HeadFile", "publish", "forceDirectory"),
        cut("OpenJournal.open does not mark a head without mark", "journal without marks")
            .without("OpenJournal", "open", "JournalDirectory.mark"),
        cut("JournalTrim.before does not force what it copies", "trim of what is not forced")
            .without("JournalTrim", "before", "OpenJournal.force"),
        cut(
                "JournalDirectory.isCopy takes a recovery that was cut for an old head",
                "tokens, tried again")
            .fixed("JournalDirectory", "isCopy", FixedValue.value(false)),
        cut("JournalTrim.shorten does not force the copy", "trim of a sealed segment")
            .without("JournalTrim", "shorten", "ActiveSegment.force"),
        bug("OpenJournal.follow does not force the directory", Kit.DEATH_BESIDE, "")
            .without("OpenJournal", "follow", "JournalDirectory.force"),
        bug("OpenJournal.open does not force the directory", Kit.DEATH_THEN_START, "")
            .without("OpenJournal", "open", "JournalDirectory.force"));
  }

  private static List<Bug> locks() {
    return List.of(
        bug("JournalEngine takes no lock", Kit.RACE, "").stub("JournalEngine", "acquire"),
        bug("JournalEngine reads the file it has locked", Kit.RACE, "")
            .instead("JournalEngine", "acquire", "FileLocks.acquire", "acquireAndRead"),
        bug("Workspace.create reads the file it has locked", Kit.RACE, "")
            .instead("Workspace", "create", "FileLocks.tryAcquire", "tryAcquireAndRead"));
  }

  private static List<Bug> blobs() {
    return List.of(
        cut("BlobDraft.finish does not force", "blobs").without("BlobDraft", "finish", "force"),
        cut("BlobCommit.publish does not force the directories", "blobs")
            .without("BlobCommit", "publish", "force"),
        bug("BlobCommit.renew trusts a name it finds", Kit.DEATH_THEN_START, "")
            .without("BlobCommit", "renew", "add"),
        bug("BlobRooms.missing trusts a name it finds", Kit.FAULT, "snapshots of files, COPIED")
            .without("BlobRooms", "missing", "settle"),
        cut("PackWriter.finish does not force", "packs").without("PackWriter", "finish", "force"),
        cut("BlobRemoval deletes a file before its copy is recorded", "quarantine, restore, purge")
            .without("BlobRemoval", "moveFiles", "force"),
        cut("BlobRemoval deletes a pack before what is left is recorded", "quarantine of packs")
            .without("BlobRemoval", "replace", "force"),
        cut("BlobRemoval does not force the copies out of a pack", "quarantine of packs")
            .without("BlobRemoval", "copy", "force"),
        cut("Quarantine.restore does not force the name", "quarantine, restore, purge")
            .without("Quarantine", "restore", "force"),
        bug("Quarantine.restore only deletes", Kit.FAULT, "quarantine, restore, purge")
            .without("Quarantine", "restore", "Durable.move"),
        bug("Quarantine.purge deletes nothing", Kit.FAULT, "quarantine, restore, purge")
            .without("Quarantine", "purge", "delete"),
        bug("Quarantine.purge trusts that a name is gone", Kit.FAULT, PurgeWorkloads.PURGE)
            .without("Quarantine", "purge", "settle"));
  }

  private static List<Bug> damage() {
    return List.of(
        damage("the checksum of a head covers nothing", "FLIP journals/log/head")
            .fixed("SegmentHeader", "crc", FixedValue.value(0)),
        damage("SegmentScanner.refuseDamage takes a damaged entry for the end", ".l4j")
            .fixed("SegmentScanner", "refuseDamage", FixedValue.self()),
        damage("HeadFile.isNewest believes an old head", "EARLIER journals/log/head")
            .fixed("HeadFile", "isNewest", FixedValue.value(true)),
        damage(
                "JournalDirectory.refuseOrphans takes a lost head for no journal",
                "DELETED journals/log/head")
            .stub("JournalDirectory", "refuseOrphans"),
        damage("PackIndex.verify looks at nothing", ".pack").stub("PackIndex", "verify"),
        damage("BlobPlace takes any hash", "blobs/")
            .instead("BlobPlace", "check", "BlobId.equals", "same"));
  }

  private static Bug cut(String name, String workload) {
    return bug(name, Kit.CUT, workload);
  }

  private static Bug damage(String name, String damage) {
    return bug(name, Kit.DAMAGE, damage);
  }
}
