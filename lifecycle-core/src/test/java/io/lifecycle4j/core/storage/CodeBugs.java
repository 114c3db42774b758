package io.lifecycle4j.core.storage;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.lifecycle4j.crashkit.ChangedLibrary;
import io.lifecycle4j.storage.Medium;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.StubMethod;

/** Durability bugs in the code of the library, put in while a copy of it is loaded. */
public final class CodeBugs {
  private static final String CORE = "io.lifecycle4j.core.";
  private static final String STORAGE = CORE + "storage.";

  private CodeBugs() {}

  /** Opens media with a copy of the library in which one class is changed. */
  static Function<Path, Medium> with(String type, UnaryOperator<DynamicType.Builder<?>> change) {
    return new ChangedLibrary(CORE, Map.of(STORAGE + type, change))
        .opening(STORAGE + "Media", "file");
  }

  /** Opens media with a copy of the library in which nothing is changed. */
  static Function<Path, Medium> copy() {
    return new ChangedLibrary(CORE, Map.of()).opening(STORAGE + "Media", "file");
  }

  /** What a power cut or the death of the process shows. */
  static Map<String, Function<Path, Medium>> shownByCuts() {
    Map<String, Function<Path, Medium>> bugs = new LinkedHashMap<>();
    bugs.put("Durable.forceDirectory does nothing", stub("Durable", "forceDirectory"));
    bugs.put("Durable.publishNew does not force", without("Durable", "publishNew", "force"));
    bugs.put(
        "Durable.publishNew does not force the directory",
        without("Durable", "publishNew", "forceDirectory"));
    bugs.put(
        "Durable.createDirectory does not force the parent",
        without("Durable", "createDirectory", "forceDirectory"));
    bugs.put(
        "Home.initialize writes the format file in place",
        instead("Home", "initialize", "publishNew", "writeInPlace"));
    return bugs;
  }

  /** Only shown by a disk that writes little at a time, as every disk may. */
  static Function<Path, Medium> writesOnce() {
    return with(
        "Durable",
        code ->
            code.method(named("writeFully"))
                .intercept(MethodCall.invoke(method("writeOnce")).withAllArguments()));
  }

  /** What is only shown by two processes. */
  static Map<String, Function<Path, Medium>> shownByRaces() {
    Map<String, Function<Path, Medium>> bugs = new LinkedHashMap<>();
    bugs.put(
        "Durable.publishNew renames in place of linking",
        instead("Durable", "publishNew", "createLink", "rename"));
    return bugs;
  }

  private static Function<Path, Medium> stub(String type, String method) {
    return with(type, code -> code.method(named(method)).intercept(StubMethod.INSTANCE));
  }

  private static Function<Path, Medium> without(String type, String method, String call) {
    return with(
        type,
        code ->
            code.visit(MemberSubstitution.relaxed().method(named(call)).stub().on(named(method))));
  }

  private static Function<Path, Medium> instead(
      String type, String method, String call, String other) {
    return with(
        type,
        code ->
            code.visit(
                MemberSubstitution.relaxed()
                    .method(named(call))
                    .replaceWith(method(other))
                    .on(named(method))));
  }

  private static Method method(String name) {
    return Arrays.stream(CodeBugs.class.getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** In place of {@code Durable.publishNew}. */
  public static boolean writeInPlace(Path target, byte[] bytes) throws IOException {
    Files.write(target, bytes);
    return true;
  }

  /** In place of {@code Files.createLink}. */
  public static Path rename(Path link, Path existing) throws IOException {
    return Files.move(existing, link, StandardCopyOption.REPLACE_EXISTING);
  }

  /** In place of {@code Durable.writeFully}. */
  public static void writeOnce(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    channel.write(bytes, position);
  }
}
