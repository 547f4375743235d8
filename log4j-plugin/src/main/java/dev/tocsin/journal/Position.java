package dev.tocsin.journal;

import java.time.Instant;

/**
 * Where in a journal a new segment begins.
 *
 * @param journal id of the journal
 * @param segment number of the new segment
 * @param chain the chain after the line before
 * @param nextSeq number the next event gets
 */
record Position(String journal, long segment, Chain chain, long nextSeq) {

  static Position start(String journal, Tagger tagger) {
    return new Position(journal, 1, Chain.start(journal, tagger), 1);
  }

  /** Behind a segment that was read, with what its last line was tagged with. */
  static Position after(SegmentScan scan) {
    return new Position(
        scan.header().journal(), scan.header().segment() + 1, scan.chain(), scan.nextSeq());
  }

  /** The same place, with what its lines are tagged with. */
  Position under(Tagger tagger) {
    Chain tagged = chain.copy();
    tagged.moveOn(tagger);
    return new Position(journal, segment, tagged, nextSeq);
  }

  SegmentHeader header(String writer, Instant now) {
    Tagger tagger = chain.tagger();
    return new SegmentHeader(
        journal,
        writer,
        segment,
        chain.lines(),
        nextSeq,
        chain.headHex(),
        tagger.algorithm(),
        tagger.keyId(),
        tagger.epoch(),
        now);
  }
}
