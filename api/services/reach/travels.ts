import { noNetwork } from '#api/services/reach/question.ts';
import type { Travel } from '#api/services/reach/work.ts';
import type { KeptNetwork, ServiceStore } from '#api/store/serviceStore.ts';

interface Network {
  kept: KeptNetwork;
  edges: Uint8Array;
}

/** The travel network in force, read once: its edges are some megabytes that every question would ask for. */
export class Travels {
  readonly #services: ServiceStore;
  #network: Promise<Network | null> | null = null;

  constructor(services: ServiceStore) {
    this.#services = services;
  }

  async kept(): Promise<KeptNetwork | null> {
    return (await this.#read())?.kept ?? null;
  }

  /** Puts another network in force; null takes it away. */
  async put(network: Network | null): Promise<void> {
    await this.#services.writeTravelNetwork(network);
    this.#network = null;
  }

  /**
   * The way distance is reckoned.
   *
   * @param asked along the network where there is one, when null
   * @throws CodedError `conflict` when a network is asked for and none is in force
   */
  async of(asked: Travel['kind'] | null, detour: number): Promise<Travel> {
    const network = asked === 'geodesic' ? null : await this.#read();
    if (network) return { kind: 'network', id: network.kept.id, edges: network.edges };
    if (asked === 'network') throw noNetwork();
    return { kind: 'geodesic', detour };
  }

  #read(): Promise<Network | null> {
    this.#network ??= this.#services.travelNetwork().then(
      (network) => network && { kept: network.kept, edges: inSharedMemory(network.edges) },
      (error: unknown) => {
        this.#network = null;
        throw error;
      },
    );
    return this.#network;
  }
}

/** What tells one way of travel from another. */
export const travelKey = (travel: Travel): string =>
  travel.kind === 'network' ? `network ${travel.id}` : `geodesic ${travel.detour}`;

function inSharedMemory(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  shared.set(bytes);
  return shared;
}
