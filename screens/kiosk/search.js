// Finding a service by plain words: what people say, not what the form is called.

/**
 * Everyday words and the words that stand in the labels for them.
 * @type {Record<string, string[]>}
 */
const EVERYDAY = {
  antrian: ['antrean'], ijin: ['izin'], sertifikat: ['sertipikat', 'sertifikat'], silahkan: ['silakan'],
  ktp: ['ktp-el', 'ktp'], ektp: ['ktp-el'], 'e-ktp': ['ktp-el'], kk: ['kartu keluarga'], kia: ['kartu identitas anak'],
  bayi: ['kelahiran', 'anak'], lahir: ['kelahiran'], anak: ['anak', 'kelahiran'], meninggal: ['kematian'], mati: ['kematian'],
  nikah: ['nikah', 'perkawinan'], kawin: ['perkawinan', 'nikah'], cerai: ['cerai', 'perceraian'], pindah: ['pindah', 'mutasi'],
  polisi: ['kepolisian', 'skck'], kehilangan: ['kehilangan'], hilang: ['kehilangan', 'hilang'], catatan: ['skck'],
  motor: ['stnk', 'kendaraan', 'sim c'], mobil: ['stnk', 'kendaraan', 'sim a'], kendaraan: ['kendaraan', 'stnk'], samsat: ['samsat'],
  tilang: ['tilang'], denda: ['denda'], passport: ['paspor'], luar: ['paspor', 'migran'], tki: ['migran'], umroh: ['umrah'],
  tanah: ['pertanahan', 'sertipikat', 'bphtb'], rumah: ['bangunan', 'pbb'], bangunan: ['bangunan'], usaha: ['usaha', 'nib', 'umkm'],
  warung: ['umkm', 'usaha mikro'], kerja: ['kerja', 'kartu pencari kerja'], lowongan: ['lowongan'], kuning: ['ak-1'], loker: ['lowongan'],
  bpjs: ['bpjs'], sakit: ['bpjs kesehatan', 'jkn'], kesehatan: ['kesehatan', 'jkn'], jht: ['jaminan hari tua'], pensiun: ['pensiun'],
  npwp: ['npwp'], spt: ['spt'], pajak: ['pajak'], pbb: ['pbb'], air: ['air minum'], pdam: ['air minum'], pln: ['listrik'],
  sekolah: ['ijazah', 'siswa', 'pendidikan'], ijazah: ['ijazah'], bansos: ['kesejahteraan sosial'], bantuan: ['kesejahteraan sosial', 'bantuan'],
  tentara: ['prajurit'], tni: ['prajurit'], dokter: ['dokter'], bidan: ['bidan'], perawat: ['perawat'], limbah: ['limbah'], nelayan: ['nelayan', 'perikanan'],
  kirim: ['pengiriman'], pos: ['pos indonesia'], tabungan: ['tabungan'], kredit: ['kredit'], hukum: ['hukum'], haji: ['haji'], ormas: ['ormas'],
};

/** @param {string} text */
const plain = (text) => text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9\- ]+/g, ' ').replace(/\s+/g, ' ').trim();

/**
 * @typedef {{code: string, label: any, zone: string, queue?: string, waiting: number}} Service
 * @param {Service[]} services
 * @param {string} query what the visitor typed
 * @returns {Service[]} those that answer every word, the closest first; empty for an empty query
 */
export function search(services, query) {
  const words = plain(query).split(' ').filter(Boolean);
  if (!words.length) return [];
  return services
    .map((service, at) => ({ service, at, score: score(service, words) }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .map((found) => found.service);
}

/** @param {Service} service @param {string[]} words */
function score(service, words) {
  const name = ` ${plain(`${service.label.name.id} ${service.label.name.en}`)} `;
  const agency = ` ${plain(`${service.label.agency.name} ${service.label.agency.short} ${service.label.agency.code} ${service.code}`)}`;
  let total = 0;
  for (const word of words) {
    const said = [word, ...(EVERYDAY[word] || [])];
    const best = Math.max(...said.map((term, nth) => {
      const closeness = name.includes(` ${term} `) ? 5 : name.includes(` ${term}`) ? 4 : agency.includes(` ${term}`) ? 2 : term.length > 2 && name.includes(term) ? 1 : 0;
      return closeness && (nth === 0 ? closeness + 0.5 : closeness);
    }));
    if (!best) return 0;
    total += best;
  }
  return total;
}
