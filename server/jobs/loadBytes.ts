import { createHash } from 'node:crypto';
import { DefaultSerializer, Deserializer } from 'node:v8';
import { invariant } from '#shared/errors.ts';
import type { SweepLoad } from '../sweep/sweepLoad.ts';

/** A load in bytes, its columns of candles beside it by the hash of theirs. */
export interface PackedLoad {
  readonly bytes: Uint8Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** `hash` is of all that it says, candles included. */
export function packLoad(load: SweepLoad): PackedLoad & { readonly hash: string } {
  const packer = new Packer();
  packer.writeHeader();
  packer.writeValue(load);
  const { columns } = packer;
  const names = new Map([...columns].map(([hash, column]) => [column, hash]));
  // Not of the bytes: the same number may have two forms in them.
  const text = JSON.stringify(load, (_, value: unknown) => {
    if (value instanceof Float64Array) return names.get(value);
    return value instanceof Map ? [...value] : value;
  });
  return {
    bytes: packer.releaseBuffer(),
    columns,
    hash: createHash('sha256').update(text).digest('hex'),
  };
}

/** Of what `packLoad` made; the columns are those that were kept under their hashes. */
export function unpackLoad({ bytes, columns }: PackedLoad): SweepLoad {
  const unpacker = new Unpacker(bytes, columns);
  unpacker.readHeader();
  return unpacker.readValue();
}

/** Node's own format, which knows maps, undefined and every number. */
class Packer extends DefaultSerializer {
  readonly columns = new Map<string, Float64Array>();

  /** Called for typed arrays instead of writing their content. */
  _writeHostObject(column: unknown): void {
    invariant(column instanceof Float64Array, 'a load has no other arrays than columns of candles');
    const { buffer, byteOffset, byteLength } = column;
    const digest = createHash('sha256')
      .update(Buffer.from(buffer, byteOffset, byteLength))
      .digest();
    this.columns.set(digest.toString('hex'), column);
    this.writeRawBytes(digest);
  }
}

const digestBytes = 32;

class Unpacker extends Deserializer {
  readonly #columns: ReadonlyMap<string, Float64Array>;

  constructor(bytes: Uint8Array, columns: ReadonlyMap<string, Float64Array>) {
    super(bytes);
    this.#columns = columns;
  }

  _readHostObject(): Float64Array {
    const hash = Buffer.from(this.readRawBytes(digestBytes)).toString('hex');
    const column = this.#columns.get(hash);
    invariant(column !== undefined, `column ${hash} of the load was not kept`);
    return column;
  }
}
