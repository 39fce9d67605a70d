package io.diffrep.engine;

import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Graphs of one operation each, and of several. A plan gives gradients of parameters alone, so an
 * operation stands behind a convolution or a linear map of the input, whose weight gradients are
 * projections of the gradient by the operation's own input onto many directions.
 */
final class EngineCases {
  private static final int SOURCE_CHANNELS = 4;
  private static final int SOURCE_SIZE = 5;

  private final List<EngineCase> cases = new ArrayList<>();

  private EngineCases() {}

  static List<EngineCase> all() {
    EngineCases all = new EngineCases();
    all.convolutions();
    all.norms();
    all.films();
    all.sums();
    all.upsampling();
    all.joining();
    all.attention();
    all.rows();
    all.blocks();
    all.sharing();
    for (int batch : new int[] {1, 3}) {
      all.add("whole net, batch " + batch, batch, SmallNet::record);
    }
    return all.cases;
  }

  /** A convolution whose images are too many for one part; too large for the slow definition. */
  static EngineCase inParts() {
    EngineCases all = new EngineCases();
    all.add(
        "convolution in parts",
        3,
        b -> b.convolution("c", learnedMap(b, "before", 64, 32, 32), 64, 3, 1));
    return all.cases.get(0);
  }

  /**
   * Convolutions with norms before and sums behind them, which go along with the parts of a batch,
   * and maps that take one another's space.
   */
  static EngineCase residualsInParts() {
    EngineCases all = new EngineCases();
    all.add("residual blocks in parts", 24, EngineCases::residuals);
    return all.cases.get(0);
  }

  private static FeatureMap residuals(GraphBuilder b) {
    FeatureMap x = learnedMap(b, "before", 64, 16, 16);
    for (String name : List.of("a", "b")) {
      FeatureMap h = b.convolution(name + "1", b.normActivation(name + "n1", x, 8), 64, 3, 1);
      h = b.convolution(name + "2", b.normActivation(name + "n2", h, 8), 64, 3, 1);
      x = b.add(h, x);
    }
    return b.convolution("c", x, 16, 3, 1);
  }

  private void add(String name, int batch, Function<GraphBuilder, Value> network) {
    GraphBuilder builder = new GraphBuilder();
    builder.output("y", network.apply(builder));
    cases.add(EngineCase.draw(name, builder.build(), batch));
  }

  private static FeatureMap learnedMap(GraphBuilder b, String name, int channels, int h, int w) {
    return b.convolution(name, b.imageInput("x-" + name, SOURCE_CHANNELS, h, w), channels, 3, 1);
  }

  private static Row learnedRow(GraphBuilder b, String name, int size) {
    return b.linear(name, b.rowInput("x-" + name, SOURCE_SIZE), size);
  }

  private void onMap(
      String name, int channels, int h, int w, BiFunction<GraphBuilder, FeatureMap, Value> f) {
    for (int batch : new int[] {1, 3}) {
      String full = name + " of " + channels + "x" + h + "x" + w + ", batch " + batch;
      add(full, batch, b -> f.apply(b, learnedMap(b, "before", channels, h, w)));
    }
  }

  private void onRow(String name, int size, BiFunction<GraphBuilder, Row, Value> f) {
    for (int batch : new int[] {1, 3}) {
      String full = name + " of " + size + ", batch " + batch;
      add(full, batch, b -> f.apply(b, learnedRow(b, "before", size)));
    }
  }

  private void convolutions() {
    for (int kernel : new int[] {1, 3}) {
      for (int stride : new int[] {1, 2}) {
        String name = "convolution " + kernel + " stride " + stride;
        onMap(name, 3, 7, 5, (b, x) -> b.convolution("c", x, 5, kernel, stride));
        onMap(name, 6, 9, 9, (b, x) -> b.convolution("c", x, 10, kernel, stride));
        onMap(name + " to 1x1", 3, 2, 1, (b, x) -> b.convolution("c", x, 7, kernel, stride));
        onMap(
            name + " to one channel", 17, 4, 6, (b, x) -> b.convolution("c", x, 1, kernel, stride));
        add(
            name + " of data",
            2,
            b -> b.convolution("c", b.imageInput("x", 1, 6, 7), 9, kernel, stride));
      }
    }
    for (int[] size : new int[][] {{12, 8}, {20, 8}, {8, 4}, {16, 16}}) {
      onMap(
          "convolution of whole tiles",
          17,
          size[0],
          size[1],
          (b, x) -> b.convolution("c", x, 9, 3, 1));
    }
    onMap("convolution 5 stride 2", 3, 7, 5, (b, x) -> b.convolution("c", x, 4, 5, 2));
    onMap("convolution 3 stride 3", 2, 7, 5, (b, x) -> b.convolution("c", x, 4, 3, 3));
  }

  private void norms() {
    onMap("norm, 1 group", 3, 7, 5, (b, x) -> b.normActivation("n", x, 1));
    onMap("norm, 3 groups", 6, 7, 5, (b, x) -> b.normActivation("n", x, 3));
    onMap("norm, 7 groups", 7, 9, 9, (b, x) -> b.normActivation("n", x, 7));
    onMap("norm, 2 groups", 6, 1, 1, (b, x) -> b.normActivation("n", x, 2));
    onMap("norm, 8 groups", 16, 4, 4, (b, x) -> b.normActivation("n", x, 8));
    add("norm of data", 3, b -> b.normActivation("n", b.imageInput("x", 4, 3, 5), 2));
  }

  private void films() {
    onMap("film, 1 group", 3, 7, 5, (b, x) -> film(b, x, 1));
    onMap("film, 3 groups", 6, 7, 5, (b, x) -> film(b, x, 3));
    onMap("film, 5 groups", 5, 9, 9, (b, x) -> film(b, x, 5));
    onMap("film, 2 groups", 6, 1, 1, (b, x) -> film(b, x, 2));
    onMap("film of data", 4, 3, 5, (b, x) -> b.filmActivation(x, b.rowInput("film", 8), 2));
  }

  private static FeatureMap film(GraphBuilder b, FeatureMap x, int groups) {
    return b.filmActivation(x, learnedRow(b, "film", 2 * x.channels()), groups);
  }

  private void sums() {
    onMap("add", 3, 7, 5, (b, x) -> b.add(x, learnedMap(b, "other", 3, 7, 5)));
    onMap("add to itself", 2, 3, 5, (b, x) -> b.add(x, x));
    onMap("add data", 3, 1, 5, (b, x) -> b.add(b.imageInput("data", 3, 1, 5), x));
  }

  private void upsampling() {
    int[][] sizes = {{7, 5}, {8, 6}, {9, 9}, {1, 1}, {2, 1}};
    for (int[] size : sizes) {
      int h = size[0];
      int w = size[1];
      onMap(
          "upsample and concatenate to " + h + "x" + w,
          3,
          (h + 1) / 2,
          (w + 1) / 2,
          (b, low) -> b.upsampleConcat(low, learnedMap(b, "skip", 5, h, w)));
    }
    onMap(
        "upsample beside data",
        1,
        2,
        2,
        (b, low) -> b.upsampleConcat(low, b.imageInput("data", 1, 3, 4)));
  }

  private void joining() {
    onMap("concatenate", 3, 5, 4, (b, x) -> b.concat(x, learnedMap(b, "other", 5, 5, 4)));
    onMap("concatenate blocks", 16, 3, 3, (b, x) -> b.concat(x, learnedMap(b, "other", 24, 3, 3)));
    onMap("concatenate a half", 24, 3, 3, (b, x) -> b.concat(x, learnedMap(b, "other", 20, 3, 3)));
    onMap("concatenate with itself", 5, 2, 3, (b, x) -> b.concat(x, x));
    onMap("concatenate data", 3, 2, 3, (b, x) -> b.concat(b.imageInput("data", 2, 2, 3), x));
    onMap("concatenate beside others", 24, 3, 2, EngineCases::joinedBeside);
    onMap("channel bias", 5, 7, 3, (b, x) -> b.channelBias(x, learnedRow(b, "bias", 5)));
    onMap("channel bias", 32, 4, 4, (b, x) -> b.channelBias(x, learnedRow(b, "bias", 32)));
    onMap("channel bias of one position", 17, 1, 1, EngineCases::biasedTwice);
    onMap("channel bias by data", 5, 2, 3, (b, x) -> b.channelBias(x, b.rowInput("bias", 5)));
    onMap("normalise, 3 groups", 6, 7, 5, (b, x) -> b.normalise(x, 3));
    onMap("normalise, 8 groups", 24, 4, 4, (b, x) -> b.normalise(x, 8));
    onMap("normalise beside others", 5, 3, 4, (b, x) -> b.add(b.normalise(x, 1), x));
    onRow("concatenate rows", 7, (b, x) -> b.concat(x, learnedRow(b, "other", 4)));
    onRow("concatenate a row with itself", 1, (b, x) -> b.concat(x, x));
    onRow("unflatten", 30, (b, x) -> b.unflatten(x, 5, 2, 3));
    onRow("unflatten blocks", 72, (b, x) -> b.convolution("c", b.unflatten(x, 18, 2, 2), 4, 3, 1));
    onRow("unflatten beside others", 6, EngineCases::unflattenedBeside);
  }

  private static Value joinedBeside(GraphBuilder b, FeatureMap x) {
    FeatureMap other = learnedMap(b, "other", 7, 3, 2);
    b.output("beside", b.add(b.normActivation("n", x, 3), x));
    b.output("behind", b.convolution("c", other, 5, 3, 1));
    return b.convolution("d", b.concat(other, x), 6, 3, 1);
  }

  private static Value biasedTwice(GraphBuilder b, FeatureMap x) {
    Row bias = learnedRow(b, "bias", x.channels());
    b.output("biased", b.channelBias(x, bias));
    return b.add(b.channelBias(x, bias), x);
  }

  private static Value unflattenedBeside(GraphBuilder b, Row x) {
    b.output("row", b.linear("l", x, 3));
    FeatureMap map = b.unflatten(x, 3, 1, 2);
    return b.add(b.normActivation("n", map, 1), map);
  }

  private void attention() {
    onMap("attention", 9, 3, 4, (b, x) -> b.attention(x));
    onMap("attention of blocks", 48, 4, 4, (b, x) -> b.attention(x));
    onMap("attention of a half", 72, 5, 7, (b, x) -> b.attention(x));
    onMap("attention of one channel", 3, 6, 3, (b, x) -> b.attention(x));
    onMap("attention of one position", 6, 1, 1, (b, x) -> b.attention(x));
    onMap("attention block", 8, 3, 3, EngineCases::attentionBlock);
    add(
        "attention of data",
        2,
        b -> b.convolution("c", b.attention(b.imageInput("x", 6, 2, 3)), 3, 1, 1));
  }

  /** As a network has it; something else reads what the queries come from. */
  private static FeatureMap attentionBlock(GraphBuilder b, FeatureMap x) {
    FeatureMap parts = b.convolution("parts", b.normalise(x, 2), 24, 1, 1);
    b.output("parts", parts);
    return b.add(x, b.convolution("out", b.attention(parts), 8, 1, 1));
  }

  private void rows() {
    onMap("flatten", 3, 7, 5, (b, x) -> b.flatten(x));
    onMap("mean pool", 3, 7, 5, (b, x) -> b.meanPool(x));
    onMap("mean pool", 16, 1, 1, (b, x) -> b.meanPool(x));
    onMap("mean pool to 2x2", 5, 7, 6, (b, x) -> b.meanPool(x, 2));
    onMap("mean pool to 3x3", 17, 7, 5, (b, x) -> b.meanPool(x, 3));
    onMap("mean pool to 2x2 beside a convolution", 16, 4, 4, EngineCases::pooledBeside);
    onMap("mean pool and flatten", 5, 3, 2, EngineCases::pooledTwice);
    onMap("flatten and linear", 3, 3, 5, (b, x) -> b.linear("l", b.flatten(x), 6));
    add("flatten of data", 2, b -> b.linear("l", b.flatten(b.imageInput("x", 2, 3, 3)), 3));
    onRow("linear", 7, (b, x) -> b.linear("l", x, 11));
    onRow("linear to one number", 7, (b, x) -> b.linear("l", x, 1));
    onRow("linear from one number", 1, (b, x) -> b.linear("l", x, 3));
    onRow("linear from one number to one", 1, (b, x) -> b.linear("l", x, 1));
    onRow("silu", 13, (b, x) -> b.silu(x));
    onRow("silu", 1, (b, x) -> b.silu(x));
    onRow("add rows", 9, (b, x) -> b.add(x, learnedRow(b, "other", 9)));
    onRow("add rows", 1, (b, x) -> b.add(x, learnedRow(b, "other", 1)));
    onRow("add row to itself", 4, (b, x) -> b.add(x, x));
    onRow("Gaussian draw", 9, EngineCases::gaussianDraw);
    onRow("Gaussian draw", 1, EngineCases::gaussianDraw);
    onRow("Gaussian draw of one row", 4, (b, x) -> b.gaussianDraw(x, x, b.rowInput("noise", 4)));
    onRow("keep or else", 9, (b, x) -> b.keepOrElse("e", x, b.rowInput("keep", 1)));
    onRow("keep or else", 1, (b, x) -> b.keepOrElse("e", x, b.rowInput("keep", 1)));
    for (int batch : new int[] {1, 3}) {
      add("sine features, batch " + batch, batch, EngineCases::sines);
    }
  }

  private static Row pooledBeside(GraphBuilder b, FeatureMap x) {
    b.output("beside", b.convolution("c", x, 3, 3, 1));
    return b.meanPool(x, 2);
  }

  private static Row pooledTwice(GraphBuilder b, FeatureMap x) {
    return b.add(b.linear("l", b.flatten(x), 4), b.linear("p", b.meanPool(x), 4));
  }

  private static Row gaussianDraw(GraphBuilder b, Row x) {
    Row logVariance = learnedRow(b, "variance", x.size());
    b.output("variance", logVariance);
    return b.gaussianDraw(x, logVariance, b.rowInput("noise", x.size()));
  }

  private static Row sines(GraphBuilder b) {
    Row features = b.sineFeatures(b.rowInput("level", 1), List.of(0.25, 1.0, 3.0, 7.5));
    b.output("features", features);
    return b.linear("l", features, 3);
  }

  /** Channels that fill blocks, that do not, and whose second part begins within a block. */
  private void blocks() {
    onMap("convolution of whole blocks", 16, 9, 7, (b, x) -> b.convolution("c", x, 32, 3, 1));
    onMap("convolution of many blocks", 32, 14, 14, (b, x) -> b.convolution("c", x, 48, 3, 1));
    onMap("convolution, half a block more", 24, 6, 6, (b, x) -> b.convolution("c", x, 40, 3, 1));
    onMap("strided convolution of blocks", 32, 9, 8, (b, x) -> b.convolution("c", x, 32, 3, 2));
    onMap("norm of blocks", 32, 5, 7, (b, x) -> b.normActivation("n", x, 8));
    onMap("norm of blocks and a half", 24, 5, 7, (b, x) -> b.normActivation("n", x, 8));
    for (int low : new int[] {16, 8, 24}) {
      onMap("upsample block beside block", low, 4, 3, EngineCases::joinedAndShortened);
    }
  }

  /** What a U-Net does with a joined map: a norm and a 1x1 convolution read it. */
  private static FeatureMap joinedAndShortened(GraphBuilder b, FeatureMap low) {
    FeatureMap joined = b.upsampleConcat(low, learnedMap(b, "skip", 24, 7, 6));
    FeatureMap main = b.convolution("c", b.normActivation("n", joined, 8), 16, 3, 1);
    return b.add(main, b.convolution("s", joined, 16, 1, 1));
  }

  private void sharing() {
    onMap("map with many consumers", 4, 7, 5, EngineCases::sharedMap);
    onRow("row with many consumers", 6, EngineCases::sharedRow);
  }

  private static Value sharedMap(GraphBuilder b, FeatureMap x) {
    b.output("shared", x);
    FeatureMap convolved = b.convolution("c", x, 4, 3, 1);
    FeatureMap normed = b.normActivation("n", x, 2);
    FeatureMap filmed = b.filmActivation(x, b.linear("f", b.flatten(x), 8), 2);
    FeatureMap low = b.convolution("down", x, 3, 3, 2);
    b.output("joined", b.upsampleConcat(low, x));
    return b.add(b.add(convolved, x), b.add(normed, filmed));
  }

  private static Value sharedRow(GraphBuilder b, Row x) {
    b.output("shared", x);
    Row kept = b.keepOrElse("e", x, b.rowInput("keep", 1));
    return b.add(b.add(b.silu(x), b.linear("l", x, 6)), b.add(kept, x));
  }
}
